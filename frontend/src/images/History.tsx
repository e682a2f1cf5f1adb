import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { Bytes } from '../components/Bytes';
import { Digest } from '../components/Digest';
import { monospace } from '../layout/themes';
import { type LayerRow, layerRows } from './layerRows';

/** How an image was made, and what each step added to it. */
export function History({ of: image }: { of: Schemas['Manifest'] }) {
  const translate = useTranslate();
  return (
    <>
      {image.history.length === 0 && (
        <Typography color="text.secondary" variant="body2">
          {translate('image.history_empty')}
        </Typography>
      )}
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{translate('image.step')}</TableCell>
            <TableCell align="right">{translate('image.size_column')}</TableCell>
            <TableCell sx={{ width: 160, display: { xs: 'none', md: 'table-cell' } }} aria-hidden />
            <TableCell sx={{ display: { xs: 'none', md: 'table-cell' } }}>
              {translate('image.layer')}
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {layerRows(image).map((row) => (
            <Step key={row.key} of={row} />
          ))}
        </TableBody>
      </Table>
    </>
  );
}

function Step({ of: { command, comment, layer, share } }: { of: LayerRow }) {
  const translate = useTranslate();
  return (
    <TableRow>
      <TableCell sx={{ fontFamily: monospace, fontSize: 13, overflowWrap: 'anywhere', minWidth: 180 }}>
        {command}
        {comment && (
          <Typography component="div" variant="caption" color="text.secondary">
            {comment}
          </Typography>
        )}
      </TableCell>
      <TableCell align="right">
        {layer ? <Bytes value={layer.size_bytes} /> : <small>{translate('image.no_change')}</small>}
      </TableCell>
      <TableCell aria-hidden sx={{ display: { xs: 'none', md: 'table-cell' } }}>
        <Box sx={{ height: 8, width: `${100 * share}%`, bgcolor: 'primary.main', borderRadius: 1 }} />
      </TableCell>
      <TableCell sx={{ display: { xs: 'none', md: 'table-cell' } }}>
        {layer && <Digest value={layer.digest} />}
      </TableCell>
    </TableRow>
  );
}
