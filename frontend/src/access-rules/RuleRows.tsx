import { Box, Chip, Stack } from '@mui/material';
import { DataTable, useCanAccess, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { RowLink } from '../components/RowLink';
import { monospace } from '../layout/themes';
import { RuleState } from './RuleState';
import { SubjectName } from './SubjectName';

export type Rule = Schemas['Access'];

const Column = DataTable.Col<Rule>;

interface Props {
  /** Whom they are for need not be told where that is known. */
  withSubject?: boolean;
}

/** Rules as rows, wherever they are listed. */
export function RuleRows({ withSubject = true }: Props) {
  const { canAccess: canEdit } = useCanAccess({ resource: 'access', action: 'edit' });
  return (
    <DataTable<Rule> rowClick={false} bulkActionButtons={false}>
      <Column
        source="name"
        render={({ id, name }) => (canEdit ? <RowLink to={`/access/${id}`}>{name}</RowLink> : name)}
      />
      {withSubject && (
        <Column source="subject" disableSort render={({ subject }) => <SubjectName of={subject} />} />
      )}
      <Column source="resource" render={({ resource }) => <Pattern text={resource} />} />
      <Column source="actions" disableSort render={({ actions }) => <Actions of={actions} />} />
      <Column source="disabled" label="app.state" disableSort render={(rule) => <RuleState of={rule} />} />
    </DataTable>
  );
}

export function Pattern({ text }: { text: string }) {
  return (
    <Box component="code" sx={{ fontFamily: monospace, fontSize: 13 }}>
      {text}
    </Box>
  );
}

export function Actions({ of }: { of: Rule['actions'] }) {
  const translate = useTranslate();
  return (
    <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }}>
      {of.map((action) => (
        <Chip key={action} label={translate(`app.action_name.${action}`)} />
      ))}
    </Stack>
  );
}
