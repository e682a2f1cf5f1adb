import { beforeAll, expect, it } from 'vitest';
import { pull, push } from './images';
import { settle } from './town';
import type { Visit } from './visit';
import { admin, service, World } from './world';

const world = World.forThisFile();
beforeAll(() => settle(world));

const at = (name: string) => `${world.server.registry}/${name}`;

/** Pushes an image of its own for each of the tags. */
async function stock(repository: string, tags: string[]): Promise<void> {
  for (const tag of tags) await push(at(`${repository}:${tag}`), service(`${repository} ${tag}`), admin);
}

const row = (visit: Visit, tag: string) =>
  visit.page.locator('tr, li', { has: visit.page.getByRole('link', { name: tag, exact: true }) });

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

it.each([
  ['on a desktop', 1280],
  ['on a phone', 390],
])('several tags are chosen and deleted %s', async (_, width) => {
  const repository = `team/many-${width}`;
  await stock(repository, ['one', 'two', 'three']);
  const visit = await world.browser.visit(world.server.url, { width });
  await visit.signIn(admin);
  await visit.open(`/repository?name=${encodeURIComponent(repository)}`);
  for (const tag of ['one', 'two']) await row(visit, tag).getByRole('checkbox').click();
  await visit.text('2 items selected').waitFor();
  await visit.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await visit.text(`Delete 2 tags of ${repository}?`).waitFor();
  await visit.button('Delete 2 tags').click();
  await visit.page.getByRole('link', { name: 'one', exact: true }).waitFor({ state: 'detached' });
  await visit.page.getByRole('link', { name: 'three', exact: true }).waitFor();
  expect(await visit.page.getByRole('link', { name: 'two', exact: true }).count()).toBe(0);
  await pull(at(`${repository}:three`), admin);
  for (const tag of ['one', 'two']) await expect(pull(at(`${repository}:${tag}`), admin)).rejects.toThrow();
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

it('a repository is deleted once its name is typed', async () => {
  await stock('team/obsolete', ['1', '2']);
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(admin);
  await visit.open('/repository?name=team%2Fobsolete');
  await visit.button('Delete the repository').click();
  const confirm = visit.button('Delete 2 tags');
  await confirm.waitFor();
  expect(await confirm.isEnabled()).toBe(false);
  await visit.field('Type the name of the repository to confirm').fill('team/web');
  expect(await confirm.isEnabled()).toBe(false);
  await visit.field('Type the name of the repository to confirm').fill('team/obsolete');
  await confirm.click();
  await visit.link('team/web').first().waitFor();
  expect(await visit.link('team/obsolete').count()).toBe(0);
  await expect(pull(at('team/obsolete:1'), admin)).rejects.toThrow();
  await visit.open('/repository?name=team%2Fobsolete');
  await visit.text('There is no such repository').waitFor();
  expect(visit.complaints).toEqual([]);
  await visit.end();
});
