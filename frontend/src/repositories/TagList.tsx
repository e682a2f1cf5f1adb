import { DataTable } from 'react-admin';
import type { Schemas } from '../api/client';
import { Bytes } from '../components/Bytes';
import { Digest } from '../components/Digest';
import { Platforms } from '../components/Platforms';
import { RowLink } from '../components/RowLink';
import { usePhone } from '../components/usePhone';
import { When } from '../components/When';
import { DataList } from '../list/DataList';
import { MomentFilter } from '../list/MomentFilter';
import { tagPath } from '../paths';
import { NoTags } from './NoTags';
import { TagActions } from './TagActions';
import { TagBulkActions } from './TagBulkActions';
import { TagCards } from './TagCards';

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
  const filters = (
    <>
      <MomentFilter source="pushed_after" />
      <MomentFilter source="pushed_before" />
    </>
  );
  return (
    <DataList
      resource="tags"
      isPart
      filter={{ repository }}
      sort={{ field: 'pushed_at', order: 'DESC' }}
      filters={filters}
      empty={<NoTags repository={repository} />}
      disableSyncWithLocation
      storeKey={`tags of ${repository}`}
    >
      {isPhone ? <TagCards mayDelete={mayDelete} /> : <TagTable mayDelete={mayDelete} />}
    </DataList>
  );
}

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
