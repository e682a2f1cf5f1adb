import type { ReactNode } from 'react';
import { List, type ListProps, Pagination } from 'react-admin';

/** How often a list looks for what is new. */
export const REFRESH_EVERY = 5000;

/** A list of records that keeps itself up to date. */
export function DataList({ children, ...props }: ListProps & { children: ReactNode }) {
  return (
    <List
      perPage={25}
      pagination={<Pagination rowsPerPageOptions={[25, 50, 100]} />}
      queryOptions={{ refetchInterval: REFRESH_EVERY }}
      exporter={false}
      {...props}
    >
      {children}
    </List>
  );
}
