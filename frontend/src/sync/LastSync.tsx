import { Alert, Stack } from '@mui/material';
import { useLocaleState, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { Facts } from '../components/Facts';
import { formatDuration } from '../components/format';
import { When } from '../components/When';

const counts = [
  'repositories',
  'empty_repositories',
  'tags',
  'added_tags',
  'changed_tags',
  'removed_tags',
  'added_manifests',
  'removed_manifests',
] as const;

/** What the last sync found. */
export function LastSync({ of: report }: { of: Schemas['SyncReport'] }) {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const seconds = (Date.parse(report.finished_at) - Date.parse(report.started_at)) / 1000;
  return (
    <Stack spacing={2}>
      <Alert severity={report.drift === 0 ? 'success' : 'warning'}>
        {report.drift === 0
          ? translate('sync.drift_none')
          : translate('sync.drift_some', { smart_count: report.drift })}
      </Alert>
      {report.failed.length > 0 && (
        <Alert severity="error">
          {translate('sync.failed')}
          <ul style={{ margin: 0 }}>
            {report.failed.map(({ repository, reason }) => (
              <li key={`${repository ?? ''} ${reason}`}>
                {repository ?? translate('sync.whole_list')}: {reason}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <Facts
        of={[
          [translate('sync.finished'), <When key="finished" at={report.finished_at} />],
          [translate('sync.took'), formatDuration(seconds, locale)],
          ...counts.map((name): [string, string] => [
            translate(`sync.${name}`),
            report[name].toLocaleString(locale),
          ]),
        ]}
      />
    </Stack>
  );
}
