import { Box, Table, TableBody, TableCell, TableRow } from '@mui/material';
import type { Schemas } from '../api/client';
import { Bytes } from '../components/Bytes';
import { RowLink } from '../components/RowLink';
import { repositoryPath } from '../paths';

/** Repositories with their sizes, the largest first. */
export function LargestRepositories({ of }: { of: Schemas['Repository'][] }) {
  const largest = Math.max(1, ...of.map(({ size_bytes }) => size_bytes));
  return (
    <Table size="small">
      <TableBody>
        {of.map(({ id, name, size_bytes }) => (
          <TableRow key={id}>
            <TableCell sx={{ pl: 0 }}>
              <RowLink to={repositoryPath(name)}>{name}</RowLink>
              <Box
                aria-hidden
                sx={{
                  height: 4,
                  mt: 0.5,
                  borderRadius: 1,
                  bgcolor: 'primary.main',
                  width: `${(100 * size_bytes) / largest}%`,
                }}
              />
            </TableCell>
            <TableCell align="right" sx={{ pr: 0 }}>
              <Bytes value={size_bytes} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
