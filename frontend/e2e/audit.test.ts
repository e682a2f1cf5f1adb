import { expect, it } from 'vitest';
import { call } from './api';
import { admin, World } from './world';

const world = World.forThisFile();

it('an admin finds out who changed what, from where, and saves it', async () => {
  const { id } = await call<{ id: string }>(world, admin, 'POST', '/api/v1/users', {
    login: 'alice',
    password: 'blue whale in the bay',
    role: 'user',
  });
  await call(world, admin, 'PATCH', `/api/v1/users/${id}`, { role: 'manager' });
  const visit = await world.browser.visit(world.server.url);
  await visit.page.locator('input[name=login]').fill('mallory');
  await visit.page.locator('input[name=password]').fill('a guess');
  await visit.button('Sign in').click();
  await visit.text('Login or password is wrong').waitFor();
  await visit.signIn(admin);
  await visit.entry('Audit log').click();

  const row = visit.page.locator('tr', { hasText: 'User changed' });
  await row.waitFor();
  expect((await row.locator('td').allInnerTexts()).slice(2)).toEqual([
    'admin',
    'User changed',
    'alice',
    'done',
    '127.0.0.1',
  ]);
  await row.getByRole('button', { name: 'User changed' }).press('Enter');
  await visit.page.getByRole('row', { name: 'role user manager', exact: true }).waitFor();
  expect(await visit.barriers()).toEqual([]);
  await visit.page
    .locator('tr', { hasText: 'said to be mallory' })
    .getByText('refused', { exact: true })
    .waitFor();

  await visit.button('Filters').click();
  await visit.field('Outcome').click();
  await visit.page.getByRole('option', { name: 'refused' }).click();
  await row.waitFor({ state: 'detached' });
  await visit.text('said to be mallory').waitFor();
  const download = visit.page.waitForEvent('download');
  await visit.link('Save as JSON lines').click();
  const stream = await (await download).createReadStream();
  const text = (await stream.toArray()).join('');
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).action),
  ).toEqual(['sign_in.refuse']);
  expect(visit.complaints).toEqual([]);
  await visit.end();
});
