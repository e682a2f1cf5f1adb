import { useQuery } from '@tanstack/react-query';
import { type ImageReference, useRegistry } from './registryCalls';

/** How the registry is reached; it does not change while the server runs. */
export function useRegistrySettings() {
  const registry = useRegistry();
  return useQuery({
    queryKey: ['registry-settings'],
    queryFn: () => registry.registrySettings(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Host and port of the registry, as in the names of images. */
export const useRegistryHost = (): string => useRegistrySettings().data?.host ?? '';

/** Whether the registry checks passwords itself, and lets everybody in everywhere. */
export const useIsBasicMode = (): boolean => useRegistrySettings().data?.auth_type === 'basic';

export function useImage(reference: ImageReference, enabled = true) {
  const registry = useRegistry();
  return useQuery({
    queryKey: ['manifests', reference],
    queryFn: () => registry.manifest(reference),
    enabled,
  });
}
