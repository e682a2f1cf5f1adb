import { Typography } from '@mui/material';
import { DataTable, DeleteWithConfirmButton, ListBase, useRecordContext, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { When } from '../components/When';
import { REFRESH_EVERY } from '../list/DataList';

type RefreshToken = Schemas['RefreshToken'];

const Column = DataTable.Col<RefreshToken>;

/** The refresh tokens of an account, to be revoked. */
export function TokenTable({ user }: { user: string }) {
  const translate = useTranslate();
  return (
    <ListBase
      resource="refresh-tokens"
      filter={{ user }}
      perPage={100}
      disableSyncWithLocation
      storeKey={false}
      queryOptions={{ refetchInterval: REFRESH_EVERY }}
    >
      <DataTable<RefreshToken>
        rowClick={false}
        bulkActionButtons={false}
        empty={<Typography color="text.secondary">{translate('profile.no_tokens')}</Typography>}
      >
        <Column source="client_id" disableSort />
        <Column source="created_at" disableSort render={({ created_at }) => <When at={created_at} />} />
        <Column source="last_used_at" disableSort render={({ last_used_at }) => <When at={last_used_at} />} />
        <Column label="app.actions" disableSort>
          <RevokeButton />
        </Column>
      </DataTable>
    </ListBase>
  );
}

function RevokeButton() {
  const translate = useTranslate();
  const token = useRecordContext<RefreshToken>();
  return (
    <DeleteWithConfirmButton
      label="profile.revoke"
      mutationMode="pessimistic"
      redirect={false}
      confirmTitle={translate('profile.revoke_title', { client: token?.client_id })}
      confirmContent="profile.revoke_help"
    />
  );
}
