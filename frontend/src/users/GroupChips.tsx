import { Chip, Stack } from '@mui/material';
import { LinkBase, useGetMany, useRecordContext } from 'react-admin';
import type { Schemas } from '../api/client';
import { groupPath } from '../paths';
import type { UserRecord } from '../providers/records';

/** The groups of a user. */
export function GroupChips() {
  const user = useRecordContext<UserRecord>();
  const { data = [] } = useGetMany<Schemas['Group']>('groups', { ids: user?.groups ?? [] });
  return (
    <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }}>
      {data.filter(Boolean).map(({ id, name }) => (
        <Chip key={id} component={LinkBase} to={groupPath(id)} clickable label={name} />
      ))}
    </Stack>
  );
}
