import { Box, Paper, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useGetList, useLocaleState, useTranslate } from 'react-admin';
import { Bytes } from '../components/Bytes';
import { RowLink } from '../components/RowLink';
import { REFRESH_EVERY } from '../list/DataList';
import { useRegistry } from '../providers/registryCalls';

/** What the whole registry adds up to. */
export function Totals() {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const registry = useRegistry();
  const { data: totals } = useQuery({
    queryKey: ['totals'],
    queryFn: () => registry.totals(),
    refetchInterval: REFRESH_EVERY,
  });
  const { total: users } = useGetList('users', { pagination: { page: 1, perPage: 1 } });
  const number = (value: number | undefined) => value?.toLocaleString(locale);
  return (
    <Box
      sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' }, gap: 2, mb: 2 }}
    >
      <Tile
        name={<RowLink to="/repositories">{translate('dashboard.repositories')}</RowLink>}
        value={number(totals?.repositories)}
      />
      <Tile name={translate('dashboard.tags')} value={number(totals?.tags)} />
      <Tile
        name={translate('dashboard.stored')}
        value={totals && <Bytes value={totals.size_bytes} />}
        help={translate('dashboard.stored_help')}
      />
      <Tile name={<RowLink to="/users">{translate('dashboard.users')}</RowLink>} value={number(users)} />
    </Box>
  );
}

function Tile({ name, value, help }: { name: ReactNode; value: ReactNode; help?: string }) {
  return (
    <Paper sx={{ p: 2 }} title={help}>
      <Typography variant="body2" color="text.secondary">
        {name}
      </Typography>
      <Typography sx={{ fontSize: '1.6rem', fontWeight: 600, fontVariantNumeric: 'tabular-nums' }}>
        {value ?? '–'}
      </Typography>
    </Paper>
  );
}
