import type { Account } from './images';
import type { World } from './world';

/** Calls the API as an account, to bring about what a test begins with. */
export async function call<T>(
  world: World,
  account: Account,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const credentials = Buffer.from(`${account.login}:${account.password}`).toString('base64');
  const response = await fetch(`${world.server.url}${path}`, {
    method,
    headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text || 'null');
}
