import { useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { Facts } from '../components/Facts';
import { Panel } from '../components/Panel';
import { Entries } from './Entries';
import { commandLine, nameAndValue } from './environment';
import { History } from './History';
import { ImageSummary } from './ImageSummary';
import { NameValueTable } from './NameValueTable';
import { RawManifest } from './RawManifest';
import { Referrers } from './Referrers';

/** All that is known of an image. What a manifest does not have has no panel. */
export function Image({ of: image, tag }: { of: Schemas['Manifest']; tag: string | null }) {
  const translate = useTranslate();
  const { repository, config, images, attachments, layers } = image;
  const annotations = Object.entries(image.annotations);
  const labels = Object.entries(config?.labels ?? {});
  const env = config?.env.map(nameAndValue) ?? [];
  return (
    <>
      <ImageSummary of={image} tag={tag} />
      {images.length > 0 && (
        <Panel title={translate('image.variants')}>
          <Entries repository={repository} of={images} />
        </Panel>
      )}
      {config && (
        <Panel title={translate('image.run')}>
          <RunFacts of={config} />
        </Panel>
      )}
      {env.length > 0 && (
        <Panel title={translate('image.env')}>
          <NameValueTable of={env} />
        </Panel>
      )}
      {layers.length > 0 && (
        <Panel title={translate('image.history')}>
          <History of={image} />
        </Panel>
      )}
      {labels.length > 0 && (
        <Panel title={translate('image.labels')}>
          <NameValueTable of={labels} />
        </Panel>
      )}
      {annotations.length > 0 && (
        <Panel title={translate('image.annotations')}>
          <NameValueTable of={annotations} />
        </Panel>
      )}
      {attachments.length > 0 && (
        <Panel title={translate('image.attachments')}>
          <Entries repository={repository} of={attachments} />
        </Panel>
      )}
      <Panel title={translate('image.referrers')}>
        <Referrers repository={repository} of={image.referrers} />
      </Panel>
      <RawManifest repository={repository} digest={image.digest} />
    </>
  );
}

function RunFacts({ of: config }: { of: Schemas['ImageConfig'] }) {
  const translate = useTranslate();
  return (
    <Facts
      of={[
        [translate('image.entrypoint'), commandLine(config.entrypoint)],
        [translate('image.cmd'), commandLine(config.cmd)],
        [translate('image.user'), config.user],
        [translate('image.working_dir'), config.working_dir],
        [translate('image.ports'), config.exposed_ports.join(', ')],
        [translate('image.volumes'), config.volumes.join(', ')],
        [translate('image.stop_signal'), config.stop_signal],
      ]}
    />
  );
}
