import { Box, Typography } from '@mui/material';
import {
  DataTable,
  EditButton,
  ListBase,
  Show,
  TopToolbar,
  useRecordContext,
  useTranslate,
} from 'react-admin';
import { RuleTable } from '../access-rules/RuleTable';
import type { Schemas } from '../api/client';
import { Facts } from '../components/Facts';
import { Panel } from '../components/Panel';
import { RowLink } from '../components/RowLink';
import { userPath } from '../paths';
import type { UserRecord } from '../providers/records';
import { UserState } from '../users/UserState';

const Column = DataTable.Col<UserRecord>;

type Group = Schemas['Group'];

export default function GroupShow() {
  return (
    <Show
      component={Box}
      actions={
        <TopToolbar>
          <EditButton />
        </TopToolbar>
      }
    >
      <GroupDetails />
    </Show>
  );
}

function GroupDetails() {
  const translate = useTranslate();
  const group = useRecordContext<Group>();
  if (!group) return null;
  const label = (field: string) => translate(`resources.groups.fields.${field}`);
  return (
    <>
      <Panel title={group.name}>
        <Facts of={[[label('description'), group.description]]} />
      </Panel>
      <Panel title={translate('groups.members')}>
        <Members of={group} />
      </Panel>
      <Panel title={translate('groups.rules')}>
        <RuleTable filter={{ group: group.id }} empty={translate('groups.no_rules')} />
      </Panel>
    </>
  );
}

function Members({ of }: { of: Group }) {
  const translate = useTranslate();
  return (
    <ListBase
      resource="users"
      filter={{ group: of.id }}
      sort={{ field: 'login', order: 'ASC' }}
      perPage={1000}
      disableSyncWithLocation
      storeKey={false}
    >
      <DataTable<UserRecord>
        rowClick={false}
        bulkActionButtons={false}
        empty={<Typography color="text.secondary">{translate('groups.no_members')}</Typography>}
      >
        <Column source="login" render={({ id, login }) => <RowLink to={userPath(id)}>{login}</RowLink>} />
        <Column source="name" />
        <Column source="disabled" label="app.state" disableSort>
          <UserState />
        </Column>
      </DataTable>
    </ListBase>
  );
}
