import SyncIcon from '@mui/icons-material/Sync';
import { Button } from '@mui/material';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNotify, useTranslate } from 'react-admin';
import { Loaded } from '../components/Loaded';
import { Page } from '../components/Page';
import { Panel } from '../components/Panel';
import { useProblemText } from '../components/useProblemText';
import { useRegistry } from '../providers/registryCalls';
import { LastSync } from './LastSync';
import { SyncProgress } from './SyncProgress';

const WHILE_RUNNING = 500;
const OTHERWISE = 5000;

export default function SyncPage() {
  const translate = useTranslate();
  const notify = useNotify();
  const problemText = useProblemText();
  const registry = useRegistry();
  const client = useQueryClient();
  const status = useQuery({
    queryKey: ['sync'],
    queryFn: () => registry.syncStatus(),
    refetchInterval: ({ state }) => (state.data?.running ? WHILE_RUNNING : OTHERWISE),
  });
  const start = async () => {
    try {
      await registry.startSync();
    } catch (error) {
      notify(problemText(error), { type: 'error' });
    }
    await client.invalidateQueries({ queryKey: ['sync'] });
  };
  const isRunning = Boolean(status.data?.running);
  return (
    <Page title={translate('app.menu.sync')}>
      <Panel
        title={translate('app.menu.sync')}
        help={translate('sync.intro')}
        actions={
          <Button
            variant="contained"
            startIcon={<SyncIcon />}
            disabled={isRunning}
            onClick={() => void start()}
          >
            {translate('sync.start')}
          </Button>
        }
      >
        <Loaded from={status}>{({ running }) => running && <SyncProgress of={running} />}</Loaded>
      </Panel>
      <Panel title={translate('sync.last')}>
        <Loaded from={status}>
          {({ last }) => (last ? <LastSync of={last} /> : translate('sync.none'))}
        </Loaded>
      </Panel>
    </Page>
  );
}
