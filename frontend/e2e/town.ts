import { call } from './api';
import { type Account, push } from './images';
import { until } from './wait';
import { admin, service, type World } from './world';

export const PASSWORD = 'blue whale in the bay';

export const manager: Account = { login: 'mary', password: PASSWORD };
export const user: Account = { login: 'alice', password: PASSWORD };

interface Created {
  id: string;
}

/** People, rules and images as a small company has them. */
export async function settle(world: World): Promise<void> {
  const create = (collection: string, body: unknown) =>
    call<Created>(world, admin, 'POST', `/api/v1/${collection}`, body);
  const developers = await create('groups', {
    name: 'developers',
    description: 'Everybody who builds the product',
  });
  await create('groups', { name: 'operations', description: 'On call' });
  const people = [
    { ...user, name: 'Alice Smith', role: 'user', groups: [developers.id] },
    { ...manager, name: 'Mary Jones', role: 'manager', groups: [] },
    {
      login: 'bob',
      password: PASSWORD,
      name: 'Bob Brown',
      role: 'user',
      groups: [developers.id],
      disabled: true,
    },
    {
      login: 'ci-bot',
      password: PASSWORD,
      name: 'Builds',
      role: 'user',
      groups: [],
      must_change_password: true,
    },
  ];
  for (const person of people) await create('users', person);
  const rules = [
    {
      name: 'Developers build the product',
      subject: { kind: 'group', id: developers.id },
      resource: 'team/**',
      actions: ['pull', 'push'],
    },
    {
      name: 'Base images are for everybody',
      subject: { kind: 'anyone' },
      resource: 'base/*',
      actions: ['pull'],
    },
    {
      name: 'Own home',
      subject: { kind: 'registered_users' },
      resource: 'home/{login}/**',
      actions: ['*'],
      expires_at: '2099-01-01T00:00:00Z',
    },
  ];
  for (const rule of rules) await create('access', rule);
  const at = (name: string) => `${world.server.registry}/${name}`;
  await push(at('team/web:v1.4.0'), service('1.4.0'), admin);
  const web = service('1.5.0');
  await push(at('team/web:v1.5.0'), web, admin);
  await push(at('team/web:latest'), web, admin);
  await push(at('team/api:v2'), service('2', { architectures: ['amd64', 'arm64'] }), admin);
  await push(at('base/runtime:22.04'), service('22.04'), admin);
  await push(at('ops/backup/agent:3'), service('3'), admin);
  await until('the catalogue knows all of it', async () => {
    const { total } = await call<{ total: number }>(world, admin, 'GET', '/api/v1/tags');
    return total === 6;
  });
}
