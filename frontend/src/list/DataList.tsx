import { Paper } from '@mui/material';
import type { ReactNode } from 'react';
import { ListBase, type ListBaseProps, Title, useListContext } from 'react-admin';
import { ProblemAlert } from '../components/ProblemAlert';
import { ListToolbar } from './ListToolbar';
import { Pages } from './Pages';

/** How often a list looks for what is new. */
export const REFRESH_EVERY = 5000;

interface Props
  extends Pick<
    ListBaseProps,
    'resource' | 'sort' | 'filter' | 'empty' | 'disableSyncWithLocation' | 'storeKey'
  > {
  /** Fields that narrow it, beside the search. */
  filters?: ReactNode;
  /** How all of it is saved; as a table if this is not given. */
  exporter?: ReactNode;
  /** Whether it is a part of a page that has a title of its own. */
  isPart?: boolean;
  children: ReactNode;
}

/**
 * A list of records that keeps itself up to date. React-admin's own has forms and dialogs for filters that
 * weigh as much as all the rest of the first list.
 */
export function DataList({ filters, exporter, isPart = false, empty, children, ...props }: Props) {
  return (
    <ListBase perPage={25} queryOptions={{ refetchInterval: REFRESH_EVERY }} {...props}>
      {!isPart && <ListTitle />}
      <ListBody filters={filters} exporter={exporter} empty={empty}>
        {children}
      </ListBody>
    </ListBase>
  );
}

function ListTitle() {
  const { defaultTitle } = useListContext();
  return <Title defaultTitle={defaultTitle ?? ''} />;
}

type BodyProps = Pick<Props, 'filters' | 'exporter' | 'empty' | 'children'>;

function ListBody({ filters, exporter, empty, children }: BodyProps) {
  const { data, total, error, filterValues, refetch } = useListContext();
  const hasFilters = Object.keys(filterValues).length > 0;
  if (empty && data && total === 0 && !hasFilters) return empty;
  return (
    <>
      <ListToolbar filters={filters} exporter={exporter} />
      {error && <ProblemAlert problem={error} onRetry={() => void refetch()} />}
      <Paper sx={{ minWidth: 0 }}>{(data || !error) && children}</Paper>
      <Pages />
    </>
  );
}
