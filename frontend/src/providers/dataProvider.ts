import type { DataProvider, Identifier, RaRecord } from 'react-admin';
import { baseUrl, request } from '../api/client';
import { changes, readRecord, writeRecord } from './records';
import { registryCalls } from './registryCalls';

type Query = Record<string, unknown>;

interface ListBody {
  items: RaRecord[];
  /** Where the records are not counted, there is `has_more` in its place. */
  total?: number;
  has_more?: boolean;
}

/** The revisions that records were last seen with, so that two admins do not overwrite each other. */
const revisions = new Map<string, string>();

export function urlOf(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') parameters.append(name, String(one));
    }
  }
  const text = parameters.toString();
  return `${baseUrl}/api/v1/${path}${text && `?${text}`}`;
}

async function list<T extends RaRecord>(resource: string, query: Query, signal?: AbortSignal) {
  const response = await request(new Request(urlOf(resource, query), { signal: signal ?? null }));
  const { items, total, has_more }: ListBody = await response.json();
  const data = items.map((item) => readRecord<T>(resource, item));
  if (total !== undefined) return { data, total };
  const pageInfo = { hasNextPage: has_more === true, hasPreviousPage: Number(query['offset']) > 0 };
  return { data, pageInfo };
}

async function one<T extends RaRecord>(resource: string, id: Identifier, init: RequestInit = {}): Promise<T> {
  const path = `${resource}/${encodeURIComponent(id)}`;
  const response = await request(new Request(urlOf(path), init));
  const revision = response.headers.get('etag');
  if (revision) revisions.set(path, revision);
  return readRecord<T>(resource, await response.json());
}

const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function update<T extends RaRecord>(
  resource: string,
  id: Identifier,
  data: Partial<RaRecord>,
  previous: Partial<RaRecord>,
): Promise<T> {
  const init = json('PATCH', writeRecord(resource, changes(data, previous)));
  const revision = revisions.get(`${resource}/${encodeURIComponent(id)}`);
  const headers = { 'content-type': 'application/json', ...(revision ? { 'if-match': revision } : {}) };
  return one<T>(resource, id, { ...init, headers });
}

async function remove(resource: string, id: Identifier): Promise<void> {
  await request(new Request(urlOf(`${resource}/${encodeURIComponent(id)}`), { method: 'DELETE' }));
}

const listQuery = (
  pagination = { page: 1, perPage: 50 },
  sort: { field: string; order: string } | undefined,
  filter: Query = {},
): Query => ({
  offset: (pagination.page - 1) * pagination.perPage,
  limit: pagination.perPage,
  sort: sort && sort.field !== 'id' ? `${sort.order === 'DESC' ? '-' : ''}${sort.field}` : undefined,
  ...filter,
});

const restProvider: DataProvider = {
  supportAbortSignal: true,

  getList: (resource, { pagination, sort, filter, signal }) =>
    list(resource, listQuery(pagination, sort, filter), signal),

  getOne: async (resource, { id, signal }) => ({
    data: await one(resource, id, { signal: signal ?? null }),
  }),

  getMany: async (resource, { ids, signal }) => list(resource, { id: ids, limit: ids.length }, signal),

  getManyReference: (resource, { target, id, pagination, sort, filter, signal }) =>
    list(resource, { ...listQuery(pagination, sort, filter), [target]: id }, signal),

  create: async (resource, { data }) => {
    const response = await request(new Request(urlOf(resource), json('POST', writeRecord(resource, data))));
    return { data: readRecord(resource, await response.json()) };
  },

  update: async (resource, { id, data, previousData }) => ({
    data: await update(resource, id, data, previousData),
  }),

  updateMany: async (resource, { ids, data }) => {
    await Promise.all(ids.map((id) => update(resource, id, data, {})));
    return { data: ids };
  },

  delete: async (resource, { id, previousData }) => {
    await remove(resource, id);
    return { data: { ...previousData, id } as never };
  },

  deleteMany: async (resource, { ids }) => {
    for (const id of ids) await remove(resource, id);
    return { data: ids };
  },
};

export const dataProvider = { ...restProvider, ...registryCalls };
