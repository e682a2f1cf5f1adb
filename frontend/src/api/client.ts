import createClient from 'openapi-fetch';
import { errorOf, offline } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** Our own folder, so that the interface works below any path of a reverse proxy. */
export const baseUrl = new URL('.', window.location.href).href.replace(/\/$/, '');

export async function request(input: Request): Promise<Response> {
  const response = await globalThis.fetch(input).catch(() => {
    throw offline();
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** The API; a call that fails throws an `ApiError`. */
export const api = createClient<paths>({ baseUrl, fetch: request });

/** What a successful call has brought. */
export async function take<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  if (data === undefined) throw offline();
  return data;
}
