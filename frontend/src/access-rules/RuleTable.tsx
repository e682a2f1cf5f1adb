import { Typography } from '@mui/material';
import { ListBase, WithListContext } from 'react-admin';
import { RuleRows } from './RuleRows';

/** The rules that a filter lets through, as a part of another page. */
export function RuleTable({ filter, empty }: { filter: Record<string, unknown>; empty: string }) {
  return (
    <ListBase
      resource="access"
      filter={filter}
      sort={{ field: 'name', order: 'ASC' }}
      perPage={1000}
      disableSyncWithLocation
      storeKey={false}
    >
      <WithListContext
        empty={<Typography color="text.secondary">{empty}</Typography>}
        render={() => <RuleRows withSubject={false} />}
      />
    </ListBase>
  );
}
