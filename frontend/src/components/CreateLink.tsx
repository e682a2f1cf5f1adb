import { CreateButton, useCanAccess, useResourceContext, useResourceDefinition } from 'react-admin';

/** Leads to the form of a new record, for who may make one. */
export function CreateLink() {
  const resource = useResourceContext() ?? '';
  const { hasCreate } = useResourceDefinition();
  const { canAccess } = useCanAccess({ resource, action: 'create' });
  return hasCreate && canAccess ? <CreateButton variant="contained" /> : null;
}
