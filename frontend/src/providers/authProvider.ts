import type { AuthProvider } from 'react-admin';
import { api, take } from '../api/client';
import { ApiError } from '../api/problem';
import { mayAccess } from '../permissions';
import { currentUser, forgetUser, type User } from './session';

/** A rejection that leads there and leaves the account signed in. */
const toPasswordChange = { redirectTo: '/change-password', logoutUser: false, message: false } as const;

async function signedIn(): Promise<User> {
  const user = await currentUser();
  if (!user) throw new Error('nobody is signed in');
  return user;
}

export const authProvider: AuthProvider = {
  async login({ username, password }: { username: string; password: string }) {
    forgetUser();
    const { user } = await take(api.POST('/auth/login', { body: { login: username, password } }));
    return user?.must_change_password ? { redirectTo: '/change-password' } : undefined;
  },

  async logout() {
    const user = await currentUser().catch(() => null);
    forgetUser();
    if (user) await api.POST('/auth/logout').catch(() => undefined);
    forgetUser();
  },

  async checkAuth() {
    const user = await currentUser();
    if (!user) throw { message: false };
  },

  async checkError(error: unknown) {
    if (!(error instanceof ApiError)) return;
    if (error.code === 'password_change_required') {
      forgetUser();
      throw toPasswordChange;
    }
    // 403 means "not you", not "sign in again".
    if (error.status === 401) {
      forgetUser();
      throw error;
    }
  },

  async getIdentity() {
    const user = await signedIn();
    return { ...user, fullName: user.name || user.login };
  },

  async getPermissions() {
    return (await currentUser())?.role;
  },

  async canAccess({ resource, action }) {
    const user = await currentUser();
    return user !== null && mayAccess(user.role, resource, action);
  },
};
