import { Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useGetIdentity, useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { BasicModeNotice } from '../basic-mode/BasicModeNotice';
import { Loaded } from '../components/Loaded';
import { Page } from '../components/Page';
import { Panel } from '../components/Panel';
import { useDebounced } from '../components/useDebounced';
import { useRole } from '../layout/useRole';
import { useRegistry } from '../providers/registryCalls';
import { RepositoryNameField } from '../repositories/RepositoryNameField';
import { Verdicts } from './Verdicts';
import { WhoField } from './WhoField';

/** Who can do what, and why: by login and repository in the address, so that it can be linked to. */
export default function ExplainPage() {
  const translate = useTranslate();
  const { isManager } = useRole();
  const { data: me } = useGetIdentity();
  const [parameters, setParameters] = useSearchParams();
  const user = parameters.get('user') ?? me?.['login'] ?? '';
  const repository = parameters.get('repository') ?? '';
  const set = (name: string, value: string) =>
    setParameters(
      (before) => {
        before.set(name, value);
        return before;
      },
      { replace: true },
    );
  return (
    <Page title={translate('app.menu.explain')}>
      <BasicModeNotice />
      <Panel title={translate('app.menu.explain')} help={translate('explain.intro')}>
        <Stack spacing={2} sx={{ maxWidth: 560, pt: 1 }}>
          {isManager && <WhoField login={user} onChange={(login) => set('user', login)} />}
          <RepositoryNameField
            value={repository}
            onChange={(name) => set('repository', name)}
            label={translate('explain.repository')}
          />
        </Stack>
      </Panel>
      {repository ? (
        <Explanation user={isManager ? user : undefined} repository={repository} />
      ) : (
        <Typography color="text.secondary">{translate('explain.choose')}</Typography>
      )}
    </Page>
  );
}

function Explanation({ user, repository }: { user: string | undefined; repository: string }) {
  const registry = useRegistry();
  const name = useDebounced(repository);
  const explanation = useQuery({
    queryKey: ['explain', user, name],
    queryFn: () => registry.explain(name, user),
    retry: false,
  });
  return (
    <Panel title={name}>
      <Loaded from={explanation}>{(explanation) => <Verdicts of={explanation} />}</Loaded>
    </Panel>
  );
}
