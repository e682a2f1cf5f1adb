import { describe, expect, it } from 'vitest';
import { imageSample } from '../testing/samples';
import { commonPlatforms, compareLayers, compareSettings, digestFor } from './comparison';
import { parseReference } from './reference';

const layer = (name: string) => ({ media_type: 'layer', digest: `sha256:${name}`, size_bytes: 1 });

describe('two images', () => {
  const first = imageSample({ layers: [layer('base'), layer('old')], env: ['PORT=80', 'A=1'] });
  const second = imageSample({ layers: [layer('base'), layer('new')], env: ['PORT=81', 'A=1'] });

  it('share layers', () => {
    const { first: gone, both, second: added } = compareLayers(first, second);
    expect([gone, both, added].map((layers) => layers.map(({ digest }) => digest))).toEqual([
      ['sha256:old'],
      ['sha256:base'],
      ['sha256:new'],
    ]);
  });

  it('differ in how they are run', () => {
    expect(compareSettings(first, second)).toEqual([{ name: 'ENV PORT', first: '80', second: '81' }]);
  });
});

describe('an index', () => {
  const platform = (architecture: string) => ({ os: 'linux', architecture });
  const entry = (architecture: string) => ({
    manifest: { ...layer(architecture) },
    platform: platform(architecture),
    annotations: {},
  });
  const index = imageSample({
    platforms: [platform('amd64'), platform('arm64')],
    images: [entry('amd64'), entry('arm64')],
  });
  const single = imageSample({ platforms: [platform('arm64')] });

  it('is compared by a platform that both have', () => {
    expect(commonPlatforms(index, single)).toEqual(['arm64']);
    expect(digestFor(index, 'arm64')).toBe('sha256:arm64');
    expect(digestFor(single, 'arm64')).toBe(single.digest);
  });
});

describe('parseReference', () => {
  it.each([
    ['team/app:v1', { repository: 'team/app', tag: 'v1' }],
    ['team/app@sha256:ab', { repository: 'team/app', digest: 'sha256:ab' }],
    ['team/app', null],
    ['', null],
  ])('%s', (text, reference) => expect(parseReference(text)).toEqual(reference));
});
