import { expect, it } from 'vitest';
import { World } from './world';

const world = World.forThisFile('admin');

it('the default password has to be changed before anything else', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.page.locator('input[name=login]').fill('admin');
  await visit.page.locator('input[name=password]').fill('wrong');
  await visit.button('Sign in').click();
  await visit.text('Login or password is wrong').waitFor();
  await visit.signIn({ login: 'admin', password: 'admin' });
  const change = async (password: string) => {
    for (const [name, text] of Object.entries({ old: 'admin', new: password, repeat: password })) {
      await visit.page.locator(`input[name=${name}]`).fill(text);
    }
    await visit.button('Change the password').click();
  };
  await change('short');
  await visit.page.locator('p.Mui-error').waitFor();
  await change('a good long password');
  await visit.text('Nothing has been pushed yet').waitFor();
  await visit.text('docker login').waitFor();
  await visit.button('admin').click();
  await visit.page.getByRole('menuitem', { name: 'Logout' }).click();
  await visit.signIn({ login: 'admin', password: 'a good long password' });
  await visit.text('Nothing has been pushed yet').waitFor();
  expect(visit.complaints).toEqual([]);
  await visit.end();
});
