import { Link } from '@mui/material';
import type { ReactNode } from 'react';
import { LinkBase } from 'react-admin';

/** What opens a row: rows that only answer to clicks cannot be reached by keyboard. */
export function RowLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link component={LinkBase} to={to} sx={{ fontWeight: 500, overflowWrap: 'anywhere' }} underline="hover">
      {children}
    </Link>
  );
}
