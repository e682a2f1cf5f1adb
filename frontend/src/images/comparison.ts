import type { Schemas } from '../api/client';
import { platformName } from '../components/Platforms';
import { commandLine, nameAndValue } from './environment';

type Manifest = Schemas['Manifest'];

/** What only the first, both, and only the second have. */
export interface Shares<T> {
  first: T[];
  both: T[];
  second: T[];
}

export function compareLayers(first: Manifest, second: Manifest): Shares<Schemas['Descriptor']> {
  const [inFirst, inSecond] = [first, second].map(
    ({ layers }) => new Set(layers.map(({ digest }) => digest)),
  );
  return {
    first: first.layers.filter(({ digest }) => !inSecond?.has(digest)),
    both: first.layers.filter(({ digest }) => inSecond?.has(digest)),
    second: second.layers.filter(({ digest }) => !inFirst?.has(digest)),
  };
}

export interface Difference {
  name: string;
  first: string;
  second: string;
}

/** How an image is run, as names and values. */
function settings({ config }: Manifest): Map<string, string> {
  if (!config) return new Map();
  const { entrypoint, cmd, user, working_dir, exposed_ports, volumes, stop_signal, env, labels } = config;
  const plain: [string, string | null | undefined][] = [
    ['ENTRYPOINT', commandLine(entrypoint)],
    ['CMD', commandLine(cmd)],
    ['USER', user],
    ['WORKDIR', working_dir],
    ['EXPOSE', exposed_ports.join(' ')],
    ['VOLUME', volumes.join(' ')],
    ['STOPSIGNAL', stop_signal],
  ];
  return new Map([
    ...plain.map(([name, value]): [string, string] => [name, value ?? '']),
    ...env.map(nameAndValue).map(([name, value]): [string, string] => [`ENV ${name}`, value]),
    ...Object.entries(labels).map(([name, value]): [string, string] => [`LABEL ${name}`, value]),
  ]);
}

export function compareSettings(first: Manifest, second: Manifest): Difference[] {
  const [inFirst, inSecond] = [settings(first), settings(second)];
  const names = [...new Set([...inFirst.keys(), ...inSecond.keys()])];
  return names
    .map((name) => ({ name, first: inFirst.get(name) ?? '', second: inSecond.get(name) ?? '' }))
    .filter(({ first, second }) => first !== second);
}

/** The platforms that both images are for, where one of them is for several. */
export function commonPlatforms(first: Manifest, second: Manifest): string[] {
  const names = (manifest: Manifest) => manifest.platforms.map(platformName);
  return names(first).filter((name) => names(second).includes(name));
}

/** The image for a platform: the manifest itself, or what an index lists for it. */
export const digestFor = (manifest: Manifest, platform: string): string =>
  manifest.images.find((entry) => entry.platform && platformName(entry.platform) === platform)?.manifest
    .digest ?? manifest.digest;
