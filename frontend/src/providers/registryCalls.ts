import { useDataProvider } from 'react-admin';
import { api, baseUrl, request, type Schemas, take } from '../api/client';

/** Which manifest of a repository is meant. */
export interface ImageReference {
  repository: string;
  tag?: string;
  digest?: string;
}

export type DeletionRequest = Schemas['DeletionRequest'];

/** What the API has beside lists of records. */
export const registryCalls = {
  manifest: (reference: ImageReference) =>
    take(api.GET('/api/v1/manifests', { params: { query: reference } })),

  async rawManifest({ repository, tag, digest }: ImageReference): Promise<string> {
    const query = new URLSearchParams({ repository, ...(tag ? { tag } : { digest: digest ?? '' }) });
    return (await request(new Request(`${baseUrl}/api/v1/manifests/raw?${query}`))).text();
  },

  totals: () => take(api.GET('/api/v1/catalog/totals')),

  activity: (days: number) => take(api.GET('/api/v1/activity', { params: { query: { days } } })),

  registrySettings: () => take(api.GET('/api/v1/registry/settings')),

  async checkRegistry(): Promise<void> {
    await request(new Request(`${baseUrl}/api/v1/registry/health`));
  },

  /** For how many seconds tokens are given yet without the store, which does not answer; 0 if for none. */
  async storeGrace(): Promise<number> {
    const ready = await request(new Request(`${baseUrl}/readyz`)).catch(() => null);
    return Number(ready?.headers.get('store-grace') ?? 0);
  },

  syncStatus: () => take(api.GET('/api/v1/registry/sync')),

  async startSync(): Promise<void> {
    await api.POST('/api/v1/registry/sync');
  },

  explain: (repository: string, user: string | undefined) =>
    take(
      api.GET('/api/v1/access/explain', {
        params: {
          query: {
            scope: [`repository:${repository}:pull,push,delete`],
            ...(user === undefined ? {} : { user }),
          },
        },
      }),
    ),

  deletion: (body: DeletionRequest) => take(api.POST('/api/v1/deletions', { body })),

  async changePassword(body: Schemas['PasswordChange']): Promise<void> {
    await api.PUT('/auth/user/password', { body });
  },
};

/** These calls, with react-admin's handling of sessions that have ended. */
export const useRegistry = () => useDataProvider<typeof registryCalls & ReturnType<typeof useDataProvider>>();
