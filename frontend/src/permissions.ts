import type { Schemas } from './api/client';

export type Role = Schemas['Role'];

const rank: Record<Role, number> = { user: 0, manager: 1, admin: 2 };

export const isAtLeast = (role: Role | undefined, least: Role): boolean =>
  role !== undefined && rank[role] >= rank[least];

const readableBy: Record<string, Role> = {
  users: 'manager',
  groups: 'manager',
  access: 'manager',
  audit: 'admin',
};
const writableBy: Record<string, Role> = { users: 'admin', groups: 'admin', access: 'admin' };

/** What the interface offers to a role. It only hides what the server would refuse anyway. */
export function mayAccess(role: Role, resource: string, action: string): boolean {
  const least = action === 'list' || action === 'show' ? readableBy : writableBy;
  return isAtLeast(role, least[resource] ?? 'user');
}
