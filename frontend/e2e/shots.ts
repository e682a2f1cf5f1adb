import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { it } from 'vitest';
import { screens } from './screens';
import { settle } from './town';
import { admin, World } from './world';

const world = World.forThisFile();
const folder = resolve(process.env.SHOTS_FOLDER ?? '../docs/screenshots');
/** What README shows; all pictures are for a folder of one's own. */
const shown = ['dashboard', 'repository', 'image', 'access', 'explain-dark'];
const isWanted = (name: string) => process.env.SHOTS_FOLDER !== undefined || shown.includes(name);

it('takes pictures of the main screens', async () => {
  await mkdir(folder, { recursive: true });
  await settle(world);
  for (const [suffix, options] of [
    ['', {}],
    ['-dark', { colorScheme: 'dark' }],
    ['-phone', { width: 390 }],
  ] as const) {
    const visit = await world.browser.visit(world.server.url, options);
    const picture = async (name: string) => {
      const file = `${name}${suffix}`;
      if (isWanted(file)) {
        await visit.page.screenshot({ path: resolve(folder, `${file}.png`), animations: 'disabled' });
      }
    };
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
