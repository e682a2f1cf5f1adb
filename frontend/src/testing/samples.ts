import type { Schemas } from '../api/client';

const digest = `sha256:${'5e'.repeat(32)}`;

type Overrides = Partial<Schemas['Manifest']> & { env?: string[] };

/** An image, as the API tells of it. */
export const imageSample = ({ env = [], ...more }: Overrides = {}): Schemas['Manifest'] => ({
  repository: 'team/app',
  digest,
  media_type: 'application/vnd.oci.image.manifest.v1+json',
  kind: 'image',
  manifest_bytes: 500,
  size_bytes: 12_345_678,
  tags: ['v1'],
  annotations: {},
  platforms: [{ os: 'linux', architecture: 'amd64' }],
  images: [],
  attachments: [],
  config: { env, entrypoint: [], cmd: ['/srv/app'], exposed_ports: [], volumes: [], labels: {} },
  layers: [],
  history: [],
  referrers: [],
  pushed_at: '2026-01-31T12:00:00Z',
  pulls: 3,
  ...more,
});

export const adminSample: Schemas['User'] = {
  id: 'u1',
  login: 'admin',
  name: '',
  role: 'admin',
  groups: [],
  disabled: false,
  description: '',
  must_change_password: false,
  created_at: '2026-01-31T12:00:00Z',
};
