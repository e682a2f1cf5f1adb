import { beforeAll, expect, it } from 'vitest';
import { push } from './images';
import { attach } from './registry';
import { settle, user } from './town';
import { admin, service, World } from './world';

const world = World.forThisFile();
beforeAll(() => settle(world));

const at = (name: string) => `${world.server.registry}/${name}`;

it('two tags are compared', async () => {
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(user);
  await visit.open('/repository?name=team%2Fweb');
  for (const tag of ['v1.4.0', 'v1.5.0']) {
    const row = visit.page.locator('tr', { has: visit.page.getByRole('link', { name: tag, exact: true }) });
    await row.getByRole('checkbox').click();
  }
  await visit.page.getByRole('link', { name: 'Compare', exact: true }).click();
  await visit.text('VERSION').waitFor();
  await visit.text('1.4.0').waitFor();
  expect(await visit.page.locator('input[name=first]').inputValue()).toMatch(/^team\/web:v1\.[45]\.0$/);
  await visit.page.locator('input[name=first]').fill('team/web:latest');
  await visit.page.locator('input[name=second]').fill('team/web:v1.5.0');
  await visit.page.locator('main').getByRole('button', { name: 'Compare', exact: true }).click();
  await visit.text('Both are the same image').waitFor();
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

it('an image for several platforms is shown as one, with what its builder says of it', async () => {
  const spec = service('3', { architectures: ['amd64', 'arm64'], isAttested: true });
  await push(at('team/multi:3'), spec, admin);
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(user);
  await visit.open('/repository?name=team%2Fmulti');
  const row = visit.page.locator('tr', { has: visit.page.getByRole('link', { name: '3', exact: true }) });
  await row.getByText('arm64').waitFor();
  expect(await row.getByText('unknown').count()).toBe(0);
  await visit.page.getByRole('link', { name: '3', exact: true }).click();
  const variants = visit.page.getByRole('region', { name: 'Images for each platform' });
  await variants.waitFor();
  expect(await variants.getByRole('link').count()).toBe(2);
  const attachments = visit.page.getByRole('region', { name: 'Attachments' });
  expect(await attachments.getByText('attestation-manifest').count()).toBe(2);
  await variants.locator('tr', { hasText: 'arm64' }).getByRole('link').click();
  await visit.text('VERSION').waitFor();
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

it('what refers to an image is found from it and leads back', async () => {
  const digest = await push(at('team/signed:1'), service('signed'), admin);
  const type = 'application/vnd.example.sbom+json';
  await attach(world, 'team/signed', digest, type, admin);
  const visit = await world.browser.visit(world.server.url);
  await visit.signIn(user);
  await visit.open('/image?repository=team%2Fsigned&tag=1');
  const referrers = visit.page.getByRole('region', { name: 'What refers to it' });
  await referrers.getByText(type).waitFor();
  await referrers.getByRole('link').click();
  await visit.text('Refers to').waitFor();
  await visit.link(digest).click();
  await visit.text('VERSION').waitFor();
  expect(visit.complaints).toEqual([]);
  await visit.end();
});
