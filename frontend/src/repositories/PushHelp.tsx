import { useGetIdentity, useTranslate } from 'react-admin';
import { CodeBlock } from '../components/CodeBlock';
import { pushCommands } from '../images/pullCommand';
import { useRegistryHost } from '../providers/queries';

/** The lines that push a first image to this very registry. */
export function PushHelp({ repository }: { repository?: string }) {
  const translate = useTranslate();
  const host = useRegistryHost();
  const { data: me } = useGetIdentity();
  if (!host || !me) return null;
  return (
    <CodeBlock
      text={pushCommands(host, me['login'], repository)}
      name={translate('repositories.push_command')}
    />
  );
}
