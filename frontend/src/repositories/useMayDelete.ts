import { useQuery } from '@tanstack/react-query';
import { useRole } from '../layout/useRole';
import { useRegistry } from '../providers/registryCalls';

/** Whether who is signed in may delete in a repository. */
export function useMayDelete(repository: string): boolean {
  const { isAdmin } = useRole();
  const registry = useRegistry();
  const { data } = useQuery({
    queryKey: ['explain', 'me', repository],
    queryFn: () => registry.explain(repository, undefined),
    enabled: !isAdmin && repository !== '',
  });
  return isAdmin || Boolean(data?.decisions.some(({ granted }) => granted.includes('delete')));
}
