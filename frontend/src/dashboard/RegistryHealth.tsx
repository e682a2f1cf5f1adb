import { Alert } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { ApiError } from '../api/problem';
import { useRegistryHost } from '../providers/queries';
import { useRegistry } from '../providers/registryCalls';

const EVERY = 15_000;

/** What is wrong: it does not answer, or does not know of all changes of users. */
const faultOf = (error: unknown): string =>
  error instanceof ApiError && error.code === 'registry_users'
    ? 'basic_mode.users_outdated'
    : 'dashboard.registry_down';

/** Whether the registry is well. */
export function RegistryHealth() {
  const translate = useTranslate();
  const registry = useRegistry();
  const host = useRegistryHost();
  const health = useQuery({
    queryKey: ['registry-health'],
    queryFn: () => registry.checkRegistry().then(() => null, faultOf),
    refetchInterval: EVERY,
  });
  if (health.data === undefined || !host) return null;
  return (
    <Alert
      severity={health.data ? 'warning' : 'success'}
      variant="outlined"
      sx={{ mb: 2, bgcolor: 'background.paper' }}
    >
      {translate(health.data ?? 'dashboard.registry_ok', { host })}
    </Alert>
  );
}
