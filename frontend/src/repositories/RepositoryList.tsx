import { DataTable, SimpleList, useLocaleState, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { Bytes } from '../components/Bytes';
import { EmptyState } from '../components/EmptyState';
import { formatBytes } from '../components/format';
import { RowLink } from '../components/RowLink';
import { usePhone } from '../components/usePhone';
import { When } from '../components/When';
import { useRole } from '../layout/useRole';
import { DataList } from '../list/DataList';
import { TextFilter } from '../list/TextFilter';
import { repositoryPath } from '../paths';
import { PushHelp } from './PushHelp';

type Repository = Schemas['Repository'];

const Column = DataTable.Col<Repository>;
const NumberColumn = DataTable.NumberCol<Repository>;

export default function RepositoryList() {
  const isPhone = usePhone();
  const { isManager } = useRole();
  return (
    <DataList
      sort={{ field: 'name', order: 'ASC' }}
      filters={isManager && <TextFilter source="pattern" />}
      empty={<NoRepositories />}
    >
      {isPhone ? <RepositoryCards /> : <RepositoryTable />}
    </DataList>
  );
}

function RepositoryTable() {
  return (
    <DataTable<Repository> rowClick={false} bulkActionButtons={false}>
      <Column source="name" render={({ name }) => <RowLink to={repositoryPath(name)}>{name}</RowLink>} />
      <NumberColumn source="tags" />
      <Column
        source="size_bytes"
        align="right"
        sortByOrder="DESC"
        render={({ size_bytes }) => <Bytes value={size_bytes} />}
      />
      <Column source="pushed_at" sortByOrder="DESC" render={({ pushed_at }) => <When at={pushed_at} />} />
      <NumberColumn source="pulls" sortByOrder="DESC" />
      <Column source="pulled_at" sortByOrder="DESC" render={({ pulled_at }) => <When at={pulled_at} />} />
    </DataTable>
  );
}

function RepositoryCards() {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  return (
    <SimpleList<Repository>
      primaryText={({ name }) => name}
      secondaryText={({ tags, size_bytes }) =>
        `${translate('resources.repositories.fields.tags')}: ${tags} · ${formatBytes(size_bytes, locale)}`
      }
      tertiaryText={({ pushed_at }) => <When at={pushed_at} />}
      rowClick={(_id, _resource, { name }) => repositoryPath(name)}
    />
  );
}

function NoRepositories() {
  const translate = useTranslate();
  return (
    <EmptyState title={translate('repositories.empty_title')} help={translate('repositories.empty_help')}>
      <PushHelp />
    </EmptyState>
  );
}
