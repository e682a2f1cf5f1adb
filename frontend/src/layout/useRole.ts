import { usePermissions } from 'react-admin';
import { isAtLeast, type Role } from '../permissions';

/** What the role of who is signed in is enough for; for nothing until it is known. */
export function useRole() {
  const { permissions } = usePermissions<Role>();
  return {
    isAtLeast: (least: Role) => isAtLeast(permissions, least),
    isManager: isAtLeast(permissions, 'manager'),
    isAdmin: isAtLeast(permissions, 'admin'),
  };
}
