import { Box, Tab, Tabs } from '@mui/material';
import { lazy, Suspense } from 'react';
import { useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { Loading } from '../components/Loading';
import { useRole } from '../layout/useRole';
import { TagList } from './TagList';

const RepositoryAccess = lazy(() => import('./RepositoryAccess'));

interface Props {
  repository: string;
  mayDelete: boolean;
}

/** The tags of a repository, and for whom it may concern, who can do what with them. */
export function RepositoryTabs({ repository, mayDelete }: Props) {
  const translate = useTranslate();
  const { isManager } = useRole();
  const [parameters, setParameters] = useSearchParams();
  const tags = <TagList repository={repository} mayDelete={mayDelete} />;
  if (!isManager) return tags;
  const open = parameters.get('tab') === 'access' ? 'access' : 'tags';
  const show = (tab: string) => setParameters({ name: repository, tab }, { replace: true });
  return (
    <>
      <Tabs value={open} onChange={(_, tab: string) => show(tab)}>
        <Tab
          value="tags"
          id="tab-tags"
          aria-controls="panel-tags"
          label={translate('resources.repositories.fields.tags')}
        />
        <Tab
          value="access"
          id="tab-access"
          aria-controls="panel-access"
          label={translate('app.menu.explain')}
        />
      </Tabs>
      <Box
        role="tabpanel"
        id={`panel-${open}`}
        aria-labelledby={`tab-${open}`}
        sx={{ pt: open === 'access' ? 2 : 0 }}
      >
        <Suspense fallback={<Loading />}>
          {open === 'access' ? <RepositoryAccess repository={repository} /> : tags}
        </Suspense>
      </Box>
    </>
  );
}
