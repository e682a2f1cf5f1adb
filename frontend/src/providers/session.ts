import { api, type Schemas, take } from '../api/client';

export type User = Schemas['User'];

let known: Promise<User | null> | undefined;

async function ask(): Promise<User | null> {
  const { user } = await take(api.GET('/auth/user'));
  return user ?? null;
}

/** Who is signed in; the server is asked once. */
export function currentUser(): Promise<User | null> {
  known ??= ask().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

/** Makes the next question go to the server. */
export function forgetUser(): void {
  known = undefined;
}
