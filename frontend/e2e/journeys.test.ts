import { beforeAll, expect, it } from 'vitest';
import { pull, push } from './images';
import { PASSWORD, settle, user } from './town';
import { admin, service, World } from './world';

const world = World.forThisFile();
beforeAll(() => settle(world));

const at = (name: string) => `${world.server.registry}/${name}`;

it('a user finds an image and copies how to pull it', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(user);
  await visit.entry('Repositories').click();
  expect(await visit.entry('Users').count()).toBe(0);
  await visit.field('Search').fill('web');
  await visit.link('team/web').click();
  await visit.button(`Copy docker pull ${at('team/web:v1.5.0')}`).click();
  expect(await visit.copied()).toBe(`docker pull ${at('team/web:v1.5.0')}`);
  await visit.page.getByRole('link', { name: 'v1.5.0', exact: true }).click();
  await visit.text('VERSION').waitFor();
  await visit.button('Copy docker pull by digest').click();
  expect(await visit.copied()).toMatch(/^docker pull \S+team\/web@sha256:[0-9a-f]{64}$/);
  expect(await visit.button('Delete').count()).toBe(0);
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

it('an admin makes a group, a user and a rule, and the user can pull', async () => {
  const visit = await world.browser.visit(world.server.url);
  const save = () => visit.button('Save').click();
  await visit.signIn(admin);
  await visit.open('/groups/create');
  await visit.field(/^Name/).fill('testers');
  await save();
  await visit.text('Nobody is in this group').waitFor();

  await visit.open('/users/create');
  await visit.field(/^Login/).fill('tina');
  await visit.page.locator('input[name=password]').fill('short');
  await visit.field(/Must change the password/).click();
  await visit.field('Groups').fill('test');
  await visit.page.getByRole('option', { name: 'testers' }).click();
  await save();
  await visit.page
    .locator('[id$=helper-text]', { hasText: /at least|character/ })
    .first()
    .waitFor();
  await visit.page.locator('input[name=password]').fill(PASSWORD);
  await save();
  await visit.text('No rule names this user').waitFor();

  const tina = { login: 'tina', password: PASSWORD };
  await expect(pull(at('ops/backup/agent:3'), tina)).rejects.toThrow();
  await visit.open('/access/create');
  await visit.field(/^Name/).fill('Testers test');
  await visit.field('A group').click();
  await visit.field(/^Who/).fill('test');
  await visit.page.getByRole('option', { name: 'testers' }).click();
  await visit.field(/^Repositories/).fill('ops/**');
  await visit.text('One repository of those that exist now').waitFor();
  await save();
  await visit.link('Testers test').waitFor();
  await pull(at('ops/backup/agent:3'), tina);
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

it('a push appears without reloading', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(admin);
  await visit.open('/repositories');
  await push(at('team/brand-new:1'), service('1'), admin);
  await visit.link('team/brand-new').waitFor();
  await visit.end();
});

it('a sync is started and reports', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(admin);
  await visit.open('/sync');
  await visit.button('Start a sync').click();
  await visit.text('Everything that was known was right').waitFor();
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

it('it speaks Russian and Chinese, and remembers', async () => {
  const visit = await world.browser.visit(world.server.url, { locale: 'ru-RU' });
  await visit.button('Войти').waitFor();
  await visit.signIn(user);
  await visit.entry('Репозитории').waitFor();
  expect(await visit.page.getAttribute('html', 'lang')).toBe('ru');
  await visit.button('Русский').click();
  await visit.page.getByRole('menuitem', { name: '中文' }).click();
  await visit.entry('仓库').waitFor();
  await visit.page.reload();
  await visit.entry('仓库').waitFor();
  expect(visit.complaints).toEqual([]);
  await visit.end();
});
