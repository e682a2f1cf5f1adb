import { Box } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useGetList, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { Loading } from '../components/Loading';
import { Page } from '../components/Page';
import { Panel } from '../components/Panel';
import { ProblemAlert } from '../components/ProblemAlert';
import { useRole } from '../layout/useRole';
import { REFRESH_EVERY } from '../list/DataList';
import { useRegistry } from '../providers/registryCalls';
import { ActivityChart } from './ActivityChart';
import { FirstSteps } from './FirstSteps';
import { LargestRepositories } from './LargestRepositories';
import { LatestTags } from './LatestTags';
import { RegistryHealth } from './RegistryHealth';
import { Totals } from './Totals';

/** How the registry is, what it holds and what happens in it. */
export default function Dashboard() {
  const translate = useTranslate();
  const { isManager } = useRole();
  const repositories = useGetList<Schemas['Repository']>(
    'repositories',
    { sort: { field: 'size_bytes', order: 'DESC' }, pagination: { page: 1, perPage: 6 } },
    { refetchInterval: REFRESH_EVERY },
  );
  return (
    <Page title={translate('app.menu.dashboard')}>
      <RegistryHealth />
      {repositories.isPending && <Loading />}
      {repositories.error && (
        <ProblemAlert problem={repositories.error} onRetry={() => void repositories.refetch()} />
      )}
      {repositories.total === 0 && <FirstSteps />}
      {repositories.data && repositories.total !== 0 && (
        <>
          {isManager && <Totals />}
          <Activity />
          <Box
            sx={{
              display: 'grid',
              gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(3, minmax(0, 1fr))' },
              columnGap: 2,
            }}
          >
            <Panel title={translate('dashboard.last_pushes')}>
              <LatestTags by="pushed_at" />
            </Panel>
            <Panel title={translate('dashboard.last_pulls')}>
              <LatestTags by="pulled_at" />
            </Panel>
            <Panel title={translate('dashboard.largest')}>
              <LargestRepositories of={repositories.data} />
            </Panel>
          </Box>
        </>
      )}
    </Page>
  );
}

const DAYS = 14;

function Activity() {
  const translate = useTranslate();
  const registry = useRegistry();
  const { data } = useQuery({
    queryKey: ['activity', DAYS],
    queryFn: () => registry.activity(DAYS),
    refetchInterval: REFRESH_EVERY,
  });
  return (
    <Panel title={translate('dashboard.activity')}>{data ? <ActivityChart of={data} /> : <Loading />}</Panel>
  );
}
