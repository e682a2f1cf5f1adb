import { createHash } from 'node:crypto';
import type { Account } from './images';
import type { World } from './world';

const digestOf = (bytes: string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const basic = ({ login, password }: Account): string =>
  `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;

interface Tokens {
  token: string;
  refresh_token?: string;
}

/** Asks the realm, as a client does. */
export async function tokens(world: World, account: Account, query: Record<string, string>): Promise<Tokens> {
  const parameters = new URLSearchParams({ service: 'container_registry', ...query });
  const response = await fetch(`${world.server.url}/api/v1/registry/auth?${parameters}`, {
    headers: { authorization: basic(account) },
  });
  if (!response.ok) throw new Error(`no token: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Attaches a document to an image, as tools for signatures do (OCI image manifest, `subject`). */
export async function attach(
  world: World,
  repository: string,
  subject: string,
  artifactType: string,
  account: Account,
): Promise<string> {
  const { token } = await tokens(world, account, { scope: `repository:${repository}:pull,push` });
  const root = `http://${world.server.registry}/v2/${repository}`;
  const ask = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    return response;
  };
  const blob = async (mediaType: string, content: string) => {
    const { headers } = await ask(`${root}/blobs/uploads/`, { method: 'POST' });
    const place = new URL(headers.get('location') ?? '');
    place.searchParams.set('digest', digestOf(content));
    await ask(place.href, {
      method: 'PUT',
      body: content,
      headers: { 'content-type': 'application/octet-stream' },
    });
    return { mediaType, digest: digestOf(content), size: Buffer.byteLength(content) };
  };
  const about = await ask(`${root}/manifests/${subject}`, {
    headers: { accept: '*/*, application/vnd.oci.image.manifest.v1+json' },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    artifactType,
    config: await blob('application/vnd.oci.empty.v1+json', '{}'),
    layers: [await blob(artifactType, JSON.stringify({ about: subject }))],
    subject: {
      mediaType: about.headers.get('content-type'),
      digest: subject,
      size: (await about.arrayBuffer()).byteLength,
    },
  });
  await ask(`${root}/manifests/${digestOf(manifest)}`, {
    method: 'PUT',
    body: manifest,
    headers: { 'content-type': mediaType },
  });
  return digestOf(manifest);
}
