/** What the audit log can tell, in the order of its documentation. */
export const actions = [
  'user.create',
  'user.update',
  'user.delete',
  'password.change',
  'password.reset',
  'group.create',
  'group.update',
  'group.delete',
  'access.create',
  'access.update',
  'access.delete',
  'session.open',
  'session.close',
  'sign_in.refuse',
  'refresh_token.create',
  'refresh_token.revoke',
  'token.grant',
  'token.refuse',
  'tag.delete',
  'manifest.delete',
  'sync.remove',
  'audit.trim',
  'audit.drop',
  'audit.gap',
] as const;

export const outcomes = ['done', 'refused', 'failed'] as const;
