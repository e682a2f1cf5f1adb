import { Table, TableBody, TableCell, TableRow, Typography } from '@mui/material';
import { useGetList, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { Loading } from '../components/Loading';
import { RowLink } from '../components/RowLink';
import { When } from '../components/When';
import { REFRESH_EVERY } from '../list/DataList';
import { tagPath } from '../paths';

/** The tags that were pushed or pulled last. */
export function LatestTags({ by }: { by: 'pushed_at' | 'pulled_at' }) {
  const translate = useTranslate();
  const { data } = useGetList<Schemas['Tag']>(
    'tags',
    { sort: { field: by, order: 'DESC' }, pagination: { page: 1, perPage: 6 } },
    { refetchInterval: REFRESH_EVERY },
  );
  if (!data) return <Loading />;
  const tags = data.filter((tag) => tag[by]);
  if (tags.length === 0) {
    return (
      <Typography variant="body2" color="text.secondary">
        {translate('app.never')}
      </Typography>
    );
  }
  return (
    <Table size="small">
      <TableBody>
        {tags.map((tag) => (
          <TableRow key={tag.id}>
            <TableCell sx={{ pl: 0 }}>
              <RowLink to={tagPath(tag.repository, tag.name)}>
                {tag.repository}:{tag.name}
              </RowLink>
            </TableCell>
            <TableCell align="right" sx={{ pr: 0 }}>
              <When at={tag[by]} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
