import { DataTable, DateTimeInput, SimpleList, useLocaleState } from 'react-admin';
import type { Schemas } from '../api/client';
import { Bytes } from '../components/Bytes';
import { DataList } from '../components/DataList';
import { Digest } from '../components/Digest';
import { formatBytes } from '../components/format';
import { Platforms, platformName } from '../components/Platforms';
import { RowLink } from '../components/RowLink';
import { SearchField } from '../components/SearchField';
import { usePhone } from '../components/usePhone';
import { When } from '../components/When';
import { tagPath } from '../paths';
import { NoTags } from './NoTags';
import { TagActions } from './TagActions';
import { TagBulkActions } from './TagBulkActions';

type Tag = Schemas['Tag'];

const Column = DataTable.Col<Tag>;
const NumberColumn = DataTable.NumberCol<Tag>;

interface Props {
  repository: string;
  mayDelete: boolean;
}

/** The tags of a repository. */
export function TagList({ repository, mayDelete }: Props) {
  const isPhone = usePhone();
  const filters = [
    <SearchField key="q" alwaysOn />,
    <DateTimeInput key="after" source="pushed_after" parse={toMoment} />,
    <DateTimeInput key="before" source="pushed_before" parse={toMoment} />,
  ];
  return (
    <DataList
      resource="tags"
      title=" "
      filter={{ repository }}
      sort={{ field: 'pushed_at', order: 'DESC' }}
      filters={filters}
      empty={<NoTags repository={repository} />}
      disableSyncWithLocation
      storeKey={`tags of ${repository}`}
    >
      {isPhone ? <TagCards /> : <TagTable mayDelete={mayDelete} />}
    </DataList>
  );
}

const toMoment = (text: string) => (text ? new Date(text).toISOString() : null);

function TagTable({ mayDelete }: { mayDelete: boolean }) {
  return (
    <DataTable<Tag> rowClick={false} bulkActionButtons={<TagBulkActions mayDelete={mayDelete} />}>
      <Column
        source="name"
        render={({ repository, name }) => <RowLink to={tagPath(repository, name)}>{name}</RowLink>}
      />
      <Column
        source="platforms"
        disableSort
        render={({ platforms, artifact_type }) => artifact_type ?? <Platforms of={platforms} />}
      />
      <Column source="digest" disableSort render={({ digest }) => <Digest value={digest} />} />
      <Column
        source="size_bytes"
        align="right"
        sortByOrder="DESC"
        render={({ size_bytes }) => <Bytes value={size_bytes} />}
      />
      <Column source="pushed_at" sortByOrder="DESC" render={({ pushed_at }) => <When at={pushed_at} />} />
      <NumberColumn source="pulls" sortByOrder="DESC" />
      <Column source="pulled_at" sortByOrder="DESC" render={({ pulled_at }) => <When at={pulled_at} />} />
      <Column
        label="app.actions"
        disableSort
        align="right"
        render={(tag) => <TagActions of={tag} mayDelete={mayDelete} />}
      />
    </DataTable>
  );
}

function TagCards() {
  const [locale] = useLocaleState();
  return (
    <SimpleList<Tag>
      primaryText={({ name }) => name}
      secondaryText={({ platforms, size_bytes }) =>
        [formatBytes(size_bytes, locale), ...platforms.map(platformName)].join(' · ')
      }
      tertiaryText={({ pushed_at }) => <When at={pushed_at} />}
      rowClick={(_id, _resource, { repository, name }) => tagPath(repository, name)}
    />
  );
}
