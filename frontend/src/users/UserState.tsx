import { Chip, Stack } from '@mui/material';
import { useRecordContext, useTranslate } from 'react-admin';
import type { UserRecord } from '../providers/records';

/** Whether an account can be used. */
export function UserState() {
  const translate = useTranslate();
  const user = useRecordContext<UserRecord>();
  if (!user) return null;
  return (
    <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }}>
      {user.disabled ? (
        <Chip color="warning" variant="outlined" label={translate('users.state_disabled')} />
      ) : (
        <Chip color="success" variant="outlined" label={translate('users.state_active')} />
      )}
      {user.must_change_password && <Chip variant="outlined" label={translate('users.must_change')} />}
    </Stack>
  );
}
