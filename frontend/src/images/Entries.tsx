import { Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { Bytes } from '../components/Bytes';
import { shortDigest } from '../components/Digest';
import { platformName } from '../components/Platforms';
import { RowLink } from '../components/RowLink';
import { digestPath } from '../paths';

interface Props {
  repository: string;
  of: Schemas['IndexEntry'][];
}

/** What an index lists. */
export function Entries({ repository, of }: Props) {
  const translate = useTranslate();
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{translate('image.platform')}</TableCell>
          <TableCell>{translate('image.digest')}</TableCell>
          <TableCell align="right">{translate('image.size_column')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {of.map(({ manifest, platform, annotations }) => (
          <TableRow key={manifest.digest}>
            <TableCell>
              {annotations['vnd.docker.reference.type'] ?? (platform && platformName(platform))}
            </TableCell>
            <TableCell>
              <RowLink to={digestPath(repository, manifest.digest)}>{shortDigest(manifest.digest)}</RowLink>
            </TableCell>
            <TableCell align="right">
              <Bytes value={manifest.size_bytes} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
