import { beforeAll, expect, it } from 'vitest';
import { call } from './api';
import { tokens } from './registry';
import { manager, settle, user } from './town';
import type { Visit } from './visit';
import { admin, World } from './world';

const world = World.forThisFile();
beforeAll(() => settle(world));

const menu = (visit: Visit) => visit.page.getByRole('menu').first().getByRole('menuitem').allInnerTexts();

const names = async (visit: Visit) => (await menu(visit)).map((text) => text.split('\n')[0]);

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

it.each([
  [user, ['Dashboard', 'Repositories', 'Who can do what']],
  [manager, ['Dashboard', 'Repositories', 'Who can do what', 'Access rules', 'Users', 'Groups']],
  [
    admin,
    [
      'Dashboard',
      'Repositories',
      'Who can do what',
      'Access rules',
      'Users',
      'Groups',
      'Audit log',
      'Sync',
      'Registry setup',
    ],
  ],
])('$login is offered what the role is for, and nothing else', async (account, offered) => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(account);
  await visit.settled();
  expect(await names(visit)).toEqual(offered);
  await visit.end();
});

it.each([
  [user, '/users'],
  [user, '/access'],
  [manager, '/users/create'],
  [manager, '/access/create'],
  [manager, '/audit'],
])('$login who types the address of a page for others is told so', async (account, path) => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(account);
  await visit.open(path);
  await visit.text('Access denied').waitFor();
  await visit.end();
});

it('a user sees the own rights and only repositories that it may pull', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(user);
  await visit.open('/repositories');
  await visit.link('team/web').waitFor();
  expect(await visit.link('ops/backup/agent').count()).toBe(0);
  await visit.open('/repository?name=ops%2Fbackup%2Fagent');
  await visit.text('There is no such repository').waitFor();
  await visit.open('/repository?name=team%2Fweb');
  expect(await visit.page.getByRole('tab').count()).toBe(0);
  await visit.open('/profile');
  const rights = visit.page.getByRole('region', { name: 'What this account may do' });
  const row = rights.locator('tr', { hasText: 'Developers build the product' });
  await row.getByText('developers', { exact: true }).waitFor();
  expect(await rights.getByRole('link').count()).toBe(0);
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

it('a manager sees who may do what with a repository, and what a user may do', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(manager);
  await visit.open('/repository?name=team%2Fweb');
  await visit.page.getByRole('tab', { name: 'Who can do what' }).click();
  const holders = visit.page.getByRole('region', { name: 'Who may do what here' });
  const alice = holders.locator('tr', { has: visit.page.getByRole('link', { name: 'alice', exact: true }) });
  await alice.waitFor();
  expect((await alice.locator('td').allInnerTexts()).map((text) => text.trim())).toEqual([
    'alice',
    'User',
    'Developers build the product',
    'Developers build the product',
    'no',
    'Explain',
  ]);
  expect(await holders.getByRole('link', { name: 'bob' }).count()).toBe(0);
  const rules = visit.page.getByRole('region', { name: 'Rules about this repository' });
  expect(await rules.locator('tbody tr').count()).toBe(1);
  await alice.getByRole('link', { name: /^Explain/ }).click();
  await visit.text('alice may not delete').waitFor();
  await visit.text('No rule in force grants it').waitFor();
  await visit.open('/users');
  await visit.link('alice').click();
  const rights = visit.page.getByRole('region', { name: 'What this account may do' });
  const rule = rights.locator('tr', { hasText: 'Developers build the product' });
  await rule.getByRole('link', { name: 'developers' }).waitFor();
  await rule.getByRole('link', { name: 'team/web' }).waitFor();
  await rights.locator('tr', { hasText: 'Own home' }).getByText('no repository that exists now').waitFor();
  expect(visit.complaints).toEqual([]);
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

it('a refresh token is revoked by its owner', async () => {
  const { refresh_token: kept = '' } = await tokens(world, user, {
    offline_token: 'true',
    client_id: 'my-laptop',
  });
  const renew = () =>
    fetch(`${world.server.url}/api/v1/registry/auth`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        service: 'container_registry',
        client_id: 'my-laptop',
        refresh_token: kept,
      }),
    });
  expect((await renew()).status).toBe(200);
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(user);
  await visit.open('/profile');
  await visit.page.locator('tr', { hasText: 'my-laptop' }).getByRole('button', { name: 'Revoke' }).click();
  await visit.text('Revoke the token of my-laptop?').waitFor();
  await visit.button('Confirm').click();
  await visit.text('No client has a refresh token').waitFor();
  expect((await renew()).status).toBe(401);
  expect(visit.complaints).toEqual([]);
  await visit.end();
});
