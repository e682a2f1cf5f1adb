import { DataTable, SimpleList, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { CreateLink } from '../components/CreateLink';
import { EmptyState } from '../components/EmptyState';
import { RowLink } from '../components/RowLink';
import { usePhone } from '../components/usePhone';
import { DataList } from '../list/DataList';
import { groupPath } from '../paths';

type Group = Schemas['Group'];

const Column = DataTable.Col<Group>;

export default function GroupList() {
  const isPhone = usePhone();
  return (
    <DataList sort={{ field: 'name', order: 'ASC' }} empty={<NoGroups />}>
      {isPhone ? (
        <SimpleList<Group>
          primaryText={({ name }) => name}
          secondaryText={({ description }) => description}
          rowClick={(id) => groupPath(String(id))}
        />
      ) : (
        <DataTable<Group> rowClick={false} bulkActionButtons={false}>
          <Column source="name" render={({ id, name }) => <RowLink to={groupPath(id)}>{name}</RowLink>} />
          <Column source="description" disableSort />
        </DataTable>
      )}
    </DataList>
  );
}

function NoGroups() {
  const translate = useTranslate();
  return (
    <EmptyState title={translate('groups.empty_title')} help={translate('groups.empty_help')}>
      <CreateLink />
    </EmptyState>
  );
}
