import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { monospace } from '../layout/themes';
import type { Difference } from './comparison';

/** In what two images are run differently. */
export function SettingDifferences({ of }: { of: Difference[] }) {
  const translate = useTranslate();
  if (of.length === 0) return <Typography variant="body2">{translate('compare.no_difference')}</Typography>;
  const text = { fontFamily: monospace, fontSize: 13, overflowWrap: 'anywhere' } as const;
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{translate('image.name')}</TableCell>
          <TableCell>{translate('compare.first')}</TableCell>
          <TableCell>{translate('compare.second')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {of.map(({ name, first, second }) => (
          <TableRow key={name}>
            <TableCell sx={text}>{name}</TableCell>
            <TableCell sx={text}>{first}</TableCell>
            <TableCell sx={text}>{second}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
