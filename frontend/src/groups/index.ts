import { lazy } from 'react';

export const groups = {
  list: lazy(() => import('./GroupList')),
  show: lazy(() => import('./GroupShow')),
  create: lazy(() => import('./GroupCreate')),
  edit: lazy(() => import('./GroupEdit')),
  recordRepresentation: 'name',
};
