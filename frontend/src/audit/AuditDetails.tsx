import { Stack, Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { useLocaleState, useRecordContext, useTranslate } from 'react-admin';
import { Facts } from '../components/Facts';
import type { AuditRecord } from '../providers/records';

/** What an entry says beside its row. */
export function AuditDetails() {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const entry = useRecordContext<AuditRecord>();
  if (!entry) return null;
  const field = (name: string) => translate(`resources.audit.fields.${name}`);
  return (
    <Stack spacing={2} sx={{ py: 1 }}>
      {entry.changes.length > 0 && <Changes of={entry.changes} />}
      <Facts
        of={[
          [field('reason'), entry.reason],
          [field('at'), new Date(entry.at).toLocaleString(locale)],
          [field('request_id'), entry.request_id],
          [field('target_id'), entry.target?.id],
          [field('sequence'), entry.sequence],
          [field('hash'), entry.hash],
        ]}
      />
    </Stack>
  );
}

function Changes({ of }: { of: AuditRecord['changes'] }) {
  const translate = useTranslate();
  return (
    <Table size="small" sx={{ maxWidth: 960 }}>
      <TableHead>
        <TableRow>
          {['field', 'before', 'after'].map((name) => (
            <TableCell key={name}>{translate(`audit.${name}`)}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {of.map(({ field, before, after }) => (
          <TableRow key={field}>
            <TableCell component="th" scope="row">
              {field}
            </TableCell>
            <TableCell sx={{ overflowWrap: 'anywhere' }}>{before ?? '–'}</TableCell>
            <TableCell sx={{ overflowWrap: 'anywhere' }}>{after ?? '–'}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
