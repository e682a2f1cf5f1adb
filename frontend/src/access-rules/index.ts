import { lazy } from 'react';

export const accessRules = {
  list: lazy(() => import('./RuleList')),
  create: lazy(() => import('./RuleCreate')),
  edit: lazy(() => import('./RuleEdit')),
  recordRepresentation: 'name',
};
