import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { it } from 'vitest';
import { settle } from './town';
import { admin, World } from './world';

const world = World.forThisFile();
const folder = resolve(process.env.SHOTS_FOLDER ?? '../docs/screenshots');

const screens = [
  ['dashboard', '/'],
  ['repositories', '/repositories'],
  ['repository', '/repository?name=team%2Fweb'],
  ['image', '/image?repository=team%2Fweb&tag=v1.5.0'],
  ['compare', '/compare?first=team%2Fweb%3Av1.4.0&second=team%2Fweb%3Av1.5.0'],
  ['access', '/access'],
  ['rule', '/access/create'],
  ['explain', '/explain?user=alice&repository=team%2Fweb'],
  ['users', '/users'],
  ['user', '/users/create'],
  ['groups', '/groups'],
  ['sync', '/sync'],
  ['setup', '/setup'],
  ['profile', '/profile'],
] as const;

it('takes pictures of the main screens', async () => {
  await mkdir(folder, { recursive: true });
  await settle(world);
  for (const [suffix, options] of [
    ['', {}],
    ['-dark', { colorScheme: 'dark' }],
    ['-phone', { width: 390 }],
  ] as const) {
    const visit = await world.browser.visit(world.server.url, options);
    const picture = (name: string) =>
      visit.page.screenshot({ path: resolve(folder, `${name}${suffix}.png`), animations: 'disabled' });
    await visit.settled();
    await picture('sign-in');
    await visit.signIn(admin);
    for (const [name, path] of screens) {
      await visit.open(path);
      await picture(name);
    }
    await visit.end();
  }
}, 180_000);
