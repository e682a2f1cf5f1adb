import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

const run = promisify(execFile);

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

interface Step {
  command: string;
  /** What the layer holds; none if it changes no file. */
  content?: string;
}

export interface ImageSpec {
  steps: Step[];
  env?: string[];
  cmd?: string[];
  labels?: Record<string, string>;
  /** Several make an index. */
  architectures?: string[];
  /** Whether the builder says where each of them comes from (BuildKit, "Image attestation storage"). */
  isAttested?: boolean;
}

/** One moment, so that the same content is the same image. */
const CREATED = '2026-01-31T12:00:00Z';

const OCI = 'application/vnd.oci.image';

/** An archive of one file (POSIX ustar). */
function tar(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  const put = (at: number, text: string) => header.write(text, at, 'latin1');
  put(0, name);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${content.length.toString(8).padStart(11, '0')}\0`);
  put(136, '00000000000\0');
  put(148, '        0');
  put(257, 'ustar\x0000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** An image as an OCI layout in a folder of its own. */
class Layout {
  constructor(readonly folder: string) {}

  async blob(mediaType: string, bytes: Buffer): Promise<Descriptor> {
    const digest = digestOf(bytes);
    await writeFile(join(this.folder, 'blobs/sha256', digest.slice('sha256:'.length)), bytes);
    return { mediaType, digest, size: bytes.length };
  }

  json(mediaType: string, value: unknown): Promise<Descriptor> {
    return this.blob(mediaType, Buffer.from(JSON.stringify(value)));
  }

  async image(
    { steps, env = [], cmd = [], labels = {} }: ImageSpec,
    architecture: string,
  ): Promise<Descriptor> {
    const archives = steps
      .filter((step) => step.content !== undefined)
      .map((step) => tar('content', Buffer.from(`${step.content} ${architecture}`)));
    const layers = await Promise.all(
      archives.map((archive) => this.blob(`${OCI}.layer.v1.tar+gzip`, gzipSync(archive))),
    );
    const config = await this.json(`${OCI}.config.v1+json`, {
      created: CREATED,
      architecture,
      os: 'linux',
      config: { Env: env, Cmd: cmd, Labels: labels, ExposedPorts: { '8080/tcp': {} }, WorkingDir: '/srv' },
      rootfs: { type: 'layers', diff_ids: archives.map(digestOf) },
      history: steps.map(({ command, content }) => ({
        created: CREATED,
        created_by: command,
        ...(content === undefined ? { empty_layer: true } : {}),
      })),
    });
    return this.json(`${OCI}.manifest.v1+json`, {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config,
      layers,
      annotations: { 'org.opencontainers.image.source': 'https://git.example.org/team/app' },
    });
  }

  async attestation(of: Descriptor) {
    const document = { _type: 'https://in-toto.io/Statement/v0.1', subject: [{ digest: of.digest }] };
    const manifest = await this.json(`${OCI}.manifest.v1+json`, {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: await this.json(`${OCI}.config.v1+json`, { architecture: 'unknown', os: 'unknown' }),
      layers: [await this.json('application/vnd.in-toto+json', document)],
    });
    return {
      ...manifest,
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': of.digest,
      },
    };
  }

  async top(spec: ImageSpec): Promise<Descriptor> {
    const [first = 'amd64', ...others] = spec.architectures ?? [];
    if (others.length === 0) return this.image(spec, first);
    const images = await Promise.all(
      [first, ...others].map(async (architecture) => ({
        ...(await this.image(spec, architecture)),
        platform: { os: 'linux', architecture },
      })),
    );
    const attestations = await Promise.all(
      spec.isAttested ? images.map((image) => this.attestation(image)) : [],
    );
    const manifests = [...images, ...attestations];
    return this.json(`${OCI}.index.v1+json`, {
      schemaVersion: 2,
      mediaType: `${OCI}.index.v1+json`,
      manifests,
    });
  }
}

export interface Account {
  login: string;
  password: string;
}

/** Pushes an image as a client would, and says its digest. */
export async function push(target: string, spec: ImageSpec, account: Account): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-admin-image-'));
  try {
    await mkdir(join(folder, 'blobs/sha256'), { recursive: true });
    const top = await new Layout(folder).top(spec);
    const named = { ...top, annotations: { 'org.opencontainers.image.ref.name': 'it' } };
    await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [named] }));
    await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    await run('skopeo', [
      ...['copy', '--all', '--preserve-digests', '--dest-tls-verify=false'],
      ...['--dest-creds', `${account.login}:${account.password}`],
      ...[`oci:${folder}:it`, `docker://${target}`],
    ]);
    return top.digest;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Pulls an image as a client would; fails if it may not. */
export async function pull(source: string, account: Account): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-admin-pull-'));
  try {
    await run('skopeo', [
      ...['copy', '--src-tls-verify=false', '--src-creds', `${account.login}:${account.password}`],
      ...[`docker://${source}`, `dir:${folder}`],
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
