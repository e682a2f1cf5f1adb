import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../api/problem';
import { adminSample } from '../testing/samples';
import { server } from '../testing/server';
import { dataProvider } from './dataProvider';

const group = { id: 'g1', name: 'developers' };
const user = { ...adminSample, groups: [group] };

describe('lists', () => {
  it('ask for a part, in an order, with filters that may have several values', async () => {
    let asked = '';
    server.use(
      http.get('*/api/v1/users', ({ request }) => {
        asked = new URL(request.url).search;
        return HttpResponse.json({ items: [user], total: 51 });
      }),
    );
    const { data, total } = await dataProvider.getList('users', {
      pagination: { page: 3, perPage: 25 },
      sort: { field: 'login', order: 'DESC' },
      filter: { q: 'a&b', role: ['admin', 'user'], disabled: undefined },
    });
    expect(asked).toBe('?offset=50&limit=25&sort=-login&q=a%26b&role=admin&role=user');
    expect(total).toBe(51);
    expect(data[0]?.groups).toEqual(['g1']);
  });
});

describe('changes', () => {
  let sent: { body: unknown; revision: string | null } | undefined;

  beforeEach(() => {
    server.use(
      http.get('*/api/v1/users/u1', () => HttpResponse.json(user, { headers: { etag: '"r1"' } })),
      http.patch('*/api/v1/users/u1', async ({ request }) => {
        sent = { body: await request.json(), revision: request.headers.get('if-match') };
        return HttpResponse.json(user);
      }),
    );
  });

  it('are sent alone, for the revision that was read', async () => {
    const { data: previousData } = await dataProvider.getOne('users', { id: 'u1' });
    const data = { ...previousData, name: 'Ann', password: '' };
    await dataProvider.update('users', { id: 'u1', data, previousData });
    expect(sent).toEqual({ body: { name: 'Ann' }, revision: '"r1"' });
  });
});

describe('problems', () => {
  it('are told beside the fields they are about', async () => {
    const problem = {
      type: 'urn:registry-admin:problem:invalid',
      title: 'Some values are not valid',
      status: 422,
      code: 'invalid',
      detail: 'some values are not valid',
      instance: '/api/v1/access',
      request_id: 'abc',
      errors: [
        { pointer: '/subject/id', detail: 'is unknown' },
        { pointer: '/actions/1', detail: 'is no action' },
      ],
    };
    server.use(http.post('*/api/v1/access', () => HttpResponse.json(problem, { status: 422 })));
    const failure = await dataProvider.create('access', { data: {} }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({
      status: 422,
      requestId: 'abc',
      body: { errors: { 'subject.id': 'is unknown', actions: 'is no action' } },
    });
  });

  it('of a proxy are problems too', async () => {
    server.use(http.get('*/api/v1/groups', () => new HttpResponse('<h1>Bad gateway', { status: 502 })));
    await expect(dataProvider.getMany('groups', { ids: ['g1'] })).rejects.toMatchObject({
      status: 502,
      code: 'unreadable',
    });
  });
});
