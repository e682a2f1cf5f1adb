import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { Bytes } from '../components/Bytes';
import { shortDigest } from '../components/Digest';
import { RowLink } from '../components/RowLink';
import { digestPath } from '../paths';

interface Props {
  repository: string;
  of: Schemas['Referrer'][];
}

/** Signatures, bills of materials and whatever else is about an image. */
export function Referrers({ repository, of }: Props) {
  const translate = useTranslate();
  if (of.length === 0) {
    return (
      <Typography variant="body2" color="text.secondary">
        {translate('image.referrers_empty')}
      </Typography>
    );
  }
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{translate('image.artifact_type')}</TableCell>
          <TableCell>{translate('image.digest')}</TableCell>
          <TableCell>{translate('image.tags')}</TableCell>
          <TableCell align="right">{translate('image.size_column')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {of.map(({ digest, artifact_type, media_type, tags, size_bytes }) => (
          <TableRow key={digest}>
            <TableCell>{artifact_type ?? media_type}</TableCell>
            <TableCell>
              <RowLink to={digestPath(repository, digest)}>{shortDigest(digest)}</RowLink>
            </TableCell>
            <TableCell>{tags.join(', ')}</TableCell>
            <TableCell align="right">
              <Bytes value={size_bytes} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
