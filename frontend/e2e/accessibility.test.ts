import { beforeAll, describe, expect, it } from 'vitest';
import { screens } from './screens';
import { settle } from './town';
import { admin, World } from './world';

const world = World.forThisFile();
beforeAll(() => settle(world));

describe.each([
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['on a phone', { width: 390 }],
] as const)('%s', (_, options) => {
  it('nobody is kept out, nothing is complained about, and nothing is cut off', async () => {
    const visit = await world.browser.visit(world.server.url, options);
    await visit.settled();
    const found: Record<string, string[]> = { 'sign-in': await visit.barriers() };
    await visit.signIn(admin);
    for (const [name, path] of screens) {
      await visit.open(path);
      const barriers = await visit.barriers();
      found[name] = (await visit.isTooWide()) ? [...barriers, 'wider than the screen'] : barriers;
    }
    expect(Object.fromEntries(Object.entries(found).filter(([, barriers]) => barriers.length > 0))).toEqual(
      {},
    );
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
