import { Alert } from '@mui/material';
import { Fragment } from 'react';
import { useGetList, useTranslate } from 'react-admin';
import { RowLink } from '../components/RowLink';
import { userPath } from '../paths';
import { useIsBasicMode } from '../providers/queries';
import type { UserRecord } from '../providers/records';

const SHOWN = 10;

/** Whom the registry cannot let in, as it checks passwords itself and has not been told theirs. */
export function MissingPasswords() {
  const translate = useTranslate();
  const enabled = useIsBasicMode();
  const { data: users = [], total = 0 } = useGetList<UserRecord>(
    'users',
    {
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: 'login', order: 'ASC' },
      filter: { has_registry_password: false, disabled: false },
    },
    { enabled },
  );
  if (total === 0) return null;
  return (
    <Alert severity="warning" sx={{ mt: 2, maxWidth: 720 }}>
      {translate('basic_mode.missing_passwords')}{' '}
      {users.map(({ id, login }, place) => (
        <Fragment key={id}>
          {place > 0 && ', '}
          <RowLink to={userPath(id)}>{login}</RowLink>
        </Fragment>
      ))}
      {total > users.length && ` ${translate('access.preview_more', { count: total - users.length })}`}
    </Alert>
  );
}
