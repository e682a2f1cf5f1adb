import { Alert, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { useLocaleState, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { formatBytes } from '../components/format';
import { Loading } from '../components/Loading';
import { Panel } from '../components/Panel';
import { ProblemAlert } from '../components/ProblemAlert';
import { useImage } from '../providers/queries';
import type { ImageReference } from '../providers/registryCalls';
import { commonPlatforms, compareLayers, compareSettings, digestFor } from './comparison';
import { LayerShares } from './LayerShares';
import { SettingDifferences } from './SettingDifferences';

interface Props {
  first: ImageReference;
  second: ImageReference;
}

/** What two references name; of indexes, the images for one platform. */
export function Comparison({ first, second }: Props) {
  const [one, other] = [useImage(first), useImage(second)];
  const problem = one.error ?? other.error;
  if (problem) return <ProblemAlert problem={problem} />;
  if (!one.data || !other.data) return <Loading />;
  const isIndex = one.data.images.length + other.data.images.length > 0;
  return isIndex ? (
    <ForPlatform first={one.data} second={other.data} />
  ) : (
    <Differences first={one.data} second={other.data} />
  );
}

interface Pair {
  first: Schemas['Manifest'];
  second: Schemas['Manifest'];
}

function ForPlatform({ first, second }: Pair) {
  const translate = useTranslate();
  const platforms = commonPlatforms(first, second);
  const [platform, setPlatform] = useState(platforms[0] ?? '');
  const images = [first, second].map((manifest) => ({
    repository: manifest.repository,
    digest: digestFor(manifest, platform),
  }));
  const [one, other] = images;
  return (
    <>
      <TextField
        select
        label={translate('image.platform')}
        value={platform}
        onChange={(event) => setPlatform(event.target.value)}
        sx={{ minWidth: 160, mb: 2 }}
      >
        {platforms.map((name) => (
          <MenuItem key={name} value={name}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      {one && other && <OfPlatform key={platform} first={one} second={other} />}
    </>
  );
}

function OfPlatform({ first, second }: Props) {
  const [one, other] = [useImage(first), useImage(second)];
  const problem = one.error ?? other.error;
  if (problem) return <ProblemAlert problem={problem} />;
  return one.data && other.data ? <Differences first={one.data} second={other.data} /> : <Loading />;
}

function Differences({ first, second }: Pair) {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  if (first.digest === second.digest) return <Alert severity="info">{translate('compare.same')}</Alert>;
  const grown = second.size_bytes - first.size_bytes;
  const difference = `${grown < 0 ? '−' : '+'}${formatBytes(Math.abs(grown), locale)}`;
  return (
    <>
      <Panel title={translate('compare.layers')} help={translate('compare.size', { difference })}>
        <LayerShares of={compareLayers(first, second)} />
      </Panel>
      <Panel title={translate('compare.settings')}>
        <SettingDifferences of={compareSettings(first, second)} />
      </Panel>
    </>
  );
}
