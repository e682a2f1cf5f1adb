import DeleteIcon from '@mui/icons-material/DeleteOutline';
import ExplainIcon from '@mui/icons-material/HelpOutline';
import { Alert, Button, Stack } from '@mui/material';
import { useState } from 'react';
import { LinkBase, useGetList, useRedirect, useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import type { Schemas } from '../api/client';
import { Bytes } from '../components/Bytes';
import { Facts } from '../components/Facts';
import { Loading } from '../components/Loading';
import { Page } from '../components/Page';
import { Panel } from '../components/Panel';
import { ProblemAlert } from '../components/ProblemAlert';
import { When } from '../components/When';
import { DeletionDialog } from '../deletion/DeletionDialog';
import { REFRESH_EVERY } from '../list/DataList';
import { explainPath } from '../paths';
import { RepositoryTabs } from './RepositoryTabs';
import { useMayDelete } from './useMayDelete';

/** One repository, by its name, with its tags. */
export default function RepositoryPage() {
  const [parameters] = useSearchParams();
  const name = parameters.get('name') ?? '';
  const found = useGetList<Schemas['Repository']>(
    'repositories',
    { filter: { name }, pagination: { page: 1, perPage: 1 } },
    { refetchInterval: REFRESH_EVERY },
  );
  const repository = found.data?.[0];
  return (
    <Page title={name}>
      {repository && <Repository key={name} of={repository} />}
      {found.isPending && <Loading />}
      {found.error && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !repository && <NotFound />}
    </Page>
  );
}

function NotFound() {
  const translate = useTranslate();
  const back = (
    <Button component={LinkBase} to="/repositories" color="inherit" size="small">
      {translate('repositories.all')}
    </Button>
  );
  return (
    <Alert severity="warning" action={back}>
      {translate('repositories.not_found')}
    </Alert>
  );
}

function Repository({ of: repository }: { of: Schemas['Repository'] }) {
  const translate = useTranslate();
  const mayDelete = useMayDelete(repository.name);
  const label = (field: string) => translate(`resources.repositories.fields.${field}`);
  const actions = (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
      <Button
        component={LinkBase}
        to={explainPath({ repository: repository.name })}
        size="small"
        startIcon={<ExplainIcon />}
      >
        {translate('app.action.explain')}
      </Button>
      {mayDelete && <DeleteEverything repository={repository.name} />}
    </Stack>
  );
  return (
    <>
      <Panel title={repository.name} help={translate('repositories.size_help')} actions={actions}>
        <Facts
          of={[
            [label('tags'), repository.tags],
            [label('manifests'), repository.manifests],
            [label('size_bytes'), <Bytes key="size" value={repository.size_bytes} />],
            [label('pushed_at'), <When key="pushed" at={repository.pushed_at} />],
            [label('pulls'), repository.pulls],
            [label('pulled_at'), <When key="pulled" at={repository.pulled_at} />],
          ]}
        />
      </Panel>
      <RepositoryTabs repository={repository.name} mayDelete={mayDelete} />
    </>
  );
}

function DeleteEverything({ repository }: { repository: string }) {
  const translate = useTranslate();
  const redirect = useRedirect();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="small" color="error" startIcon={<DeleteIcon />} onClick={() => setOpen(true)}>
        {translate('repositories.delete')}
      </Button>
      {isOpen && (
        <DeletionDialog
          request={{ repository, tags: [], digests: [], everything: true }}
          onClose={() => setOpen(false)}
          onDone={() => redirect('/repositories')}
        />
      )}
    </>
  );
}
