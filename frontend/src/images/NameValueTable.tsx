import { Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { useTranslate } from 'react-admin';
import { monospace } from '../layout/themes';

/** Names and values that somebody else has chosen. */
export function NameValueTable({ of }: { of: [name: string, value: string][] }) {
  const translate = useTranslate();
  const text = { fontFamily: monospace, fontSize: 13, overflowWrap: 'anywhere' } as const;
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{translate('image.name')}</TableCell>
          <TableCell>{translate('image.value')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {of.map(([name, value]) => (
          <TableRow key={name}>
            <TableCell sx={{ ...text, verticalAlign: 'top' }}>{name}</TableCell>
            <TableCell sx={text}>{value}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
