import { lazy } from 'react';

export const repositories = {
  list: lazy(() => import('./RepositoryList')),
  recordRepresentation: 'name',
};
