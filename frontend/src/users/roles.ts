import { useTranslate } from 'react-admin';
import type { Role } from '../permissions';

const roles: Role[] = ['user', 'manager', 'admin'];

export function useRoleChoices() {
  const translate = useTranslate();
  return roles.map((role) => ({ id: role, name: translate(`app.role.${role}`) }));
}
