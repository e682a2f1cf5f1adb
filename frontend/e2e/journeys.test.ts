import { beforeAll, expect, it } from 'vitest';
import { call } from './api';
import { pull, push } from './images';
import { manager, PASSWORD, settle, user } from './town';
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

it('a manager sees everything and changes nothing', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(manager);
  await visit.open('/users');
  await visit.link('alice').click();
  await visit.text('Alice Smith').waitFor();
  expect(await visit.link('Edit').count()).toBe(0);
  await visit.open('/access');
  await visit.text('Own home').waitFor();
  expect(await visit.link('Create').count()).toBe(0);
  await visit.open('/explain?user=alice&repository=team%2Fweb');
  await visit.text('alice may not delete').waitFor();
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

it('one of two tags of an image is deleted, the other stays', async () => {
  const image = service('twins');
  await push(at('team/twins:one'), image, admin);
  await push(at('team/twins:two'), image, admin);
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(admin);
  await visit.open('/repository?name=team%2Ftwins');
  await visit.link('two').waitFor();
  await visit.button('Open menu: one').click();
  await visit.page.getByRole('menuitem', { name: 'Delete' }).click();
  await visit.text('while their image stays under another tag').waitFor();
  await visit.button('Delete 1 tag').click();
  await visit.page.locator('a', { hasText: /^one$/ }).waitFor({ state: 'detached' });
  await visit.link('two').waitFor();
  await pull(at('team/twins:two'), admin);
  await expect(pull(at('team/twins:one'), admin)).rejects.toThrow();
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

it('what changed since the preview is shown again', async () => {
  await push(at('team/moving:a'), service('moving'), admin);
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(admin);
  await visit.open('/repository?name=team%2Fmoving');
  await visit.button('Delete the repository').click();
  await visit.field('Type the name of the repository to confirm').fill('team/moving');
  await visit.button('Delete 1 tag').waitFor();
  await push(at('team/moving:b'), service('moving on'), admin);
  await visit.page.locator('a', { hasText: /^b$/ }).waitFor({ state: 'attached' });
  await visit.button('Delete 1 tag').click();
  await visit.text('Something has changed since you looked').waitFor();
  await visit.button('Delete 2 tags').click();
  await visit.link('team/web').first().waitFor();
  expect(await visit.link('team/moving').count()).toBe(0);
  await visit.end();
});

it('the last admin stays, and the form says why', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(admin);
  const { user: me } = await call<{ user: { id: string } }>(world, admin, 'GET', '/auth/user');
  await visit.open(`/users/${me.id}`);
  await visit.field('Disabled').click();
  await visit.button('Save').click();
  await visit.text('The last enabled administrator has to stay one').waitFor();
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

it('rows are reached by keyboard', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(user);
  await visit.open('/repositories');
  await visit.link('team/web').focus();
  await visit.page.keyboard.press('Enter');
  await visit.link('v1.5.0').waitFor();
  await visit.end();
});
