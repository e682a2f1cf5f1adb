import { Typography } from '@mui/material';
import { useGetList, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { RowLink } from '../components/RowLink';
import { repositoryPath } from '../paths';

const SHOWN = 3;

/** The repositories of those there are that a rule is about, for an account. */
export function Matches({ pattern, login = '' }: { pattern: string; login?: string }) {
  const translate = useTranslate();
  const { data, total = 0 } = useGetList<Schemas['Repository']>(
    'repositories',
    {
      filter: { pattern: pattern.replaceAll('{login}', login) },
      sort: { field: 'name', order: 'ASC' },
      pagination: { page: 1, perPage: SHOWN },
    },
    // A login need not be what a repository can be called.
    { retry: false },
  );
  if (!data) return null;
  return (
    <Typography variant="body2" component="div" color="text.secondary">
      {total === 0 && translate('held.no_matches')}
      {data.map(({ name }, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <RowLink to={repositoryPath(name)}>{name}</RowLink>
        </span>
      ))}
      {total > SHOWN && ` ${translate('access.preview_more', { count: total - SHOWN })}`}
    </Typography>
  );
}
