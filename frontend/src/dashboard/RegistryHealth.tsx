import { Alert } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { ApiError } from '../api/problem';
import { useRegistryHost } from '../providers/queries';
import { useRegistry } from '../providers/registryCalls';

const EVERY = 15_000;

type Calls = ReturnType<typeof useRegistry>;

/** What is wrong, by the key of its text and what is put into that. */
interface Fault {
  text: string;
  minutes?: number;
}

/**
 * What is wrong: the registry does not answer, or does not know of all changes of users, or our own store does
 * not answer.
 */
async function faultOf(registry: Calls): Promise<Fault | null> {
  const error: unknown = await registry.checkRegistry().then(
    () => null,
    (error) => error,
  );
  if (error === null) return null;
  switch (error instanceof ApiError && error.code) {
    case 'registry_users':
      return { text: 'basic_mode.users_outdated' };
    case 'unavailable': {
      const seconds = await registry.storeGrace();
      return seconds > 0
        ? { text: 'dashboard.store_grace', minutes: Math.ceil(seconds / 60) }
        : { text: 'dashboard.store_down' };
    }
    default:
      return { text: 'dashboard.registry_down' };
  }
}

/** Whether the registry is well, and what we know of it. */
export function RegistryHealth() {
  const translate = useTranslate();
  const registry = useRegistry();
  const host = useRegistryHost();
  const health = useQuery({
    queryKey: ['registry-health'],
    queryFn: () => faultOf(registry),
    refetchInterval: EVERY,
  });
  if (health.data === undefined || !host) return null;
  return (
    <Alert
      severity={health.data ? 'warning' : 'success'}
      variant="outlined"
      sx={{ mb: 2, bgcolor: 'background.paper' }}
    >
      {translate(health.data?.text ?? 'dashboard.registry_ok', { host, minutes: health.data?.minutes })}
    </Alert>
  );
}
