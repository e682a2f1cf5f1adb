import { beforeAll, expect, it } from 'vitest';
import { settle, user } from './town';
import { World } from './world';

const world = World.forThisFile();
beforeAll(() => settle(world));

it('what a user does is done without a mouse', async () => {
  const visit = await world.browser.visit(world.server.url);
  const { keyboard } = visit.page;
  await visit.page.locator('input[name=login]').focus();
  await keyboard.type(user.login);
  await keyboard.press('Tab');
  await keyboard.type(user.password);
  await keyboard.press('Enter');
  await visit.entry('Repositories').waitFor();
  await keyboard.press('g');
  await keyboard.press('r');
  await visit.link('base/runtime').waitFor();
  await keyboard.press('/');
  await keyboard.type('team/w');
  await visit.link('base/runtime').waitFor({ state: 'detached' });
  await visit.link('team/web').focus();
  await keyboard.press('Enter');
  await visit.button('Open menu: v1.5.0').focus();
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await visit.text('Copied').waitFor();
  expect(await visit.copied()).toMatch(/^docker pull \S+team\/web@sha256:/);
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

it('the keys can be switched off', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(user);
  await visit.open('/profile');
  await visit.field('Use these keys').click();
  await visit.open('/repositories');
  await visit.link('team/web').waitFor();
  await visit.page.keyboard.press('/');
  expect(await visit.field('Search').evaluate((field) => field === document.activeElement)).toBe(false);
  await visit.open('/profile');
  await visit.field('Use these keys').click();
  await visit.open('/repositories');
  await visit.page.keyboard.press('/');
  expect(await visit.field('Search').evaluate((field) => field === document.activeElement)).toBe(true);
  await visit.end();
});
