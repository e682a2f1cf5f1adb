import { Table, TableBody, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { Bytes } from '../components/Bytes';
import { Digest } from '../components/Digest';
import type { Shares } from './comparison';

/** Which layers two images have in common. */
export function LayerShares({ of: { first, both, second } }: { of: Shares<Schemas['Descriptor']> }) {
  const translate = useTranslate();
  const parts: [string, Schemas['Descriptor'][]][] = [
    [translate('compare.only_first'), first],
    [translate('compare.only_second'), second],
    [translate('compare.common'), both],
  ];
  return parts
    .filter(([, layers]) => layers.length > 0)
    .map(([title, layers]) => (
      <section key={title}>
        <Typography component="h3" variant="h3">
          {title} ({layers.length})
        </Typography>
        <Table size="small" sx={{ mb: 2, width: 'auto' }}>
          <TableBody>
            {layers.map(({ digest, size_bytes }) => (
              <TableRow key={digest}>
                <TableCell>
                  <Digest value={digest} />
                </TableCell>
                <TableCell align="right">
                  <Bytes value={size_bytes} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </section>
    ));
}
