import { CreateButton, useCanAccess, useResourceContext } from 'react-admin';

/** Leads to the form of a new record, for who may make one. */
export function CreateLink() {
  const resource = useResourceContext() ?? '';
  const { canAccess } = useCanAccess({ resource, action: 'create' });
  return canAccess ? <CreateButton variant="contained" /> : null;
}
