import { Alert } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { useRegistryHost } from '../providers/queries';
import { useRegistry } from '../providers/registryCalls';

const EVERY = 15_000;

/** Whether the registry answers. */
export function RegistryHealth() {
  const translate = useTranslate();
  const registry = useRegistry();
  const host = useRegistryHost();
  const health = useQuery({
    queryKey: ['registry-health'],
    queryFn: () => registry.isRegistryWell().catch(() => false),
    refetchInterval: EVERY,
  });
  if (health.data === undefined || !host) return null;
  return (
    <Alert
      severity={health.data ? 'success' : 'warning'}
      variant="outlined"
      sx={{ mb: 2, bgcolor: 'background.paper' }}
    >
      {translate(health.data ? 'dashboard.registry_ok' : 'dashboard.registry_down', { host })}
    </Alert>
  );
}
