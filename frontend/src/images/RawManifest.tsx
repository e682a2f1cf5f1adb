import { Button } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { CodeBlock } from '../components/CodeBlock';
import { Loaded } from '../components/Loaded';
import { Panel } from '../components/Panel';
import { type ImageReference, useRegistry } from '../providers/registryCalls';

/** The manifest as the registry has it, for who asks. */
export function RawManifest({ repository, digest }: Required<Omit<ImageReference, 'tag'>>) {
  const translate = useTranslate();
  const registry = useRegistry();
  const [isShown, setShown] = useState(false);
  const raw = useQuery({
    queryKey: ['raw-manifest', repository, digest],
    queryFn: () => registry.rawManifest({ repository, digest }),
    enabled: isShown,
  });
  return (
    <Panel title={translate('image.raw')}>
      {isShown ? (
        <Loaded from={raw}>
          {(text) => <CodeBlock text={indented(text)} name={translate('image.raw_name')} maxHeight={480} />}
        </Loaded>
      ) : (
        <Button onClick={() => setShown(true)}>{translate('image.raw_show')}</Button>
      )}
    </Panel>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
