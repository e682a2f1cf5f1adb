import { Box, LinearProgress, Typography } from '@mui/material';
import { useLocaleState, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { formatDuration } from '../components/format';

/** How far a sync is. */
export function SyncProgress({ of }: { of: Schemas['SyncProgress'] }) {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const {
    repositories_done: done,
    repositories_total: total,
    tags,
    tags_per_second: rate,
    seconds_left: left,
  } = of;
  const isCounted = total !== undefined && total !== null;
  const parts = [
    isCounted ? translate('sync.progress', { done, total, tags }) : translate('sync.listing'),
    rate > 0 && translate('sync.rate', { rate: Math.round(rate) }),
    left && translate('sync.left', { time: formatDuration(left, locale) }),
  ];
  return (
    <Box aria-live="polite">
      <Typography gutterBottom>{translate('sync.running')}</Typography>
      <LinearProgress
        aria-label={translate('sync.running')}
        {...(isCounted && total > 0
          ? { variant: 'determinate' as const, value: (100 * done) / total }
          : { variant: 'indeterminate' as const })}
      />
      <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }}>
        {parts.filter(Boolean).join(' · ')}
      </Typography>
    </Box>
  );
}
