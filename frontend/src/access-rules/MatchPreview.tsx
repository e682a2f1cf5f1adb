import { Box, Chip, Stack, Typography } from '@mui/material';
import { useGetList, useTranslate } from 'react-admin';
import { useWatch } from 'react-hook-form';
import type { Schemas } from '../api/client';
import { ProblemAlert } from '../components/ProblemAlert';
import { useDebounced } from '../components/useDebounced';

const SHOWN = 12;

/** Which repositories the rule in the form would be about. */
export function MatchPreview() {
  const translate = useTranslate();
  const pattern = useDebounced(useWatch<{ resource: string }>({ name: 'resource' }) ?? '');
  const {
    data,
    total = 0,
    error,
  } = useGetList<Schemas['Repository']>(
    'repositories',
    {
      filter: { pattern },
      sort: { field: 'name', order: 'ASC' },
      pagination: { page: 1, perPage: SHOWN },
    },
    { enabled: pattern !== '', retry: false, placeholderData: (previous) => previous },
  );
  if (pattern === '') return null;
  return (
    <Box component="section" aria-live="polite" sx={{ width: '100%', mb: 2 }}>
      <Typography component="h2" variant="h3" gutterBottom>
        {translate('access.preview')}
      </Typography>
      {error && <ProblemAlert problem={error} />}
      {data && !error && (
        <>
          <Typography variant="body2" color="text.secondary" gutterBottom>
            {total > 0
              ? translate('access.preview_count', { smart_count: total })
              : translate('access.preview_none')}{' '}
            {pattern.includes('{login}') && translate('access.preview_login')}
          </Typography>
          <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }}>
            {data.map(({ name }) => (
              <Chip key={name} label={name} variant="outlined" />
            ))}
            {total > SHOWN && translate('access.preview_more', { count: total - SHOWN })}
          </Stack>
        </>
      )}
    </Box>
  );
}
