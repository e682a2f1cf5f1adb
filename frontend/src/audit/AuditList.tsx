import { DataTable, SimpleList, useTranslate } from 'react-admin';
import { usePhone } from '../components/usePhone';
import { When } from '../components/When';
import { ChoiceFilter } from '../list/ChoiceFilter';
import { DataList } from '../list/DataList';
import { MomentFilter } from '../list/MomentFilter';
import { TextFilter } from '../list/TextFilter';
import type { AuditRecord } from '../providers/records';
import { AuditDetails } from './AuditDetails';
import { isAddress } from './address';
import { DetailsSwitch } from './DetailsSwitch';
import { ExportButton } from './ExportButton';
import { Outcome } from './Outcome';
import { useActor } from './useActor';
import { actions, outcomes } from './words';

/** A head without a text would be read out all the same. */
const headOfNothing = { visibility: 'hidden' };

const Column = DataTable.Col<AuditRecord>;

export default function AuditList() {
  const translate = useTranslate();
  const isPhone = usePhone();
  const named = (kind: string, words: readonly string[]) =>
    words.map((id) => ({ id, name: translate(`audit.${kind}.${id}`) }));
  const filters = (
    <>
      <TextFilter source="actor" />
      <ChoiceFilter source="action" choices={named('action', actions)} />
      <ChoiceFilter source="outcome" choices={named('outcome', outcomes)} />
      <TextFilter source="target" />
      <TextFilter source="address" isWhole={isAddress} />
      <MomentFilter source="from" />
      <MomentFilter source="until" />
    </>
  );
  return (
    <DataList sort={{ field: 'sequence', order: 'DESC' }} filters={filters} exporter={<ExportButton />}>
      {isPhone ? <AuditCards /> : <AuditTable />}
    </DataList>
  );
}

function AuditTable() {
  const actor = useActor();
  return (
    <DataTable<AuditRecord>
      rowClick={false}
      bulkActionButtons={false}
      expand={<AuditDetails />}
      sx={{ '& .RaDataTable-expandHeader': headOfNothing }}
    >
      <Column source="at" disableSort render={({ at }) => <When at={at} />} />
      <Column source="actor" disableSort render={(entry) => actor(entry)} />
      <Column source="action" disableSort render={(entry) => <DetailsSwitch entry={entry} />} />
      <Column source="target" disableSort render={({ target }) => target?.name} />
      <Column source="outcome" disableSort render={(entry) => <Outcome entry={entry} />} />
      <Column source="address" disableSort />
    </DataTable>
  );
}

function AuditCards() {
  const translate = useTranslate();
  const actor = useActor();
  return (
    <SimpleList<AuditRecord>
      primaryText={({ action }) => translate(`audit.action.${action}`)}
      secondaryText={(entry) => [actor(entry), entry.target?.name, entry.reason].filter(Boolean).join(' · ')}
      tertiaryText={({ at }) => <When at={at} />}
      rowClick={false}
    />
  );
}
