import { beforeAll, describe, expect, it } from 'vitest';
import { openings } from './openings';
import { tokens } from './registry';
import { screens } from './screens';
import { settle } from './town';
import type { Visit } from './visit';
import { admin, World } from './world';

const world = World.forThisFile();
beforeAll(async () => {
  await settle(world);
  await tokens(world, admin, { offline_token: 'true', client_id: 'my-laptop' });
});

async function faults(visit: Visit, isOver = false): Promise<string[]> {
  const barriers = await visit.barriers({ isOver });
  return (await visit.isTooWide()) ? [...barriers, 'wider than the screen'] : barriers;
}

const withFaults = (found: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(found).filter(([, faults]) => faults.length > 0));

describe.each([
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['on a phone', { width: 390 }],
] as const)('%s', (_, options) => {
  it('nobody is kept out of a screen, nothing is complained about, and nothing is cut off', async () => {
    const visit = await world.browser.visit(world.server.url, options);
    await visit.settled();
    const found: Record<string, string[]> = { 'sign-in': await faults(visit) };
    await visit.signIn(admin);
    for (const [name, path] of screens) {
      await visit.open(path);
      found[name] = await faults(visit);
    }
    expect(withFaults(found)).toEqual({});
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('nor of what opens on it', async () => {
    const visit = await world.browser.visit(world.server.url, options);
    await visit.signIn(admin);
    const found: Record<string, string[]> = {};
    for (const { name, path, open, shown } of openings) {
      await visit.open(path);
      await open(visit);
      await visit.text(shown).waitFor();
      found[name] = await faults(visit, true);
      await visit.page.keyboard.press('Escape');
    }
    expect(withFaults(found)).toEqual({});
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
