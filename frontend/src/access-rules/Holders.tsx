import AllowedIcon from '@mui/icons-material/Check';
import { Button, Stack, Typography } from '@mui/material';
import { DataTable, LinkBase, ListBase, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { RowLink } from '../components/RowLink';
import { useRole } from '../layout/useRole';
import { Pages } from '../list/Pages';
import { explainPath, userPath } from '../paths';

type Holder = Schemas['Holder'];

const Column = DataTable.Col<Holder>;

const actions = ['pull', 'push', 'delete'];

/** Everybody who may do something with a repository, and by what. */
export function Holders({ repository }: { repository: string }) {
  const translate = useTranslate();
  return (
    <ListBase
      resource="access/holders"
      filter={{ repository }}
      perPage={25}
      disableSyncWithLocation
      storeKey={false}
    >
      <DataTable<Holder> rowClick={false} bulkActionButtons={false}>
        <Column source="user" disableSort label="explain.who" render={({ user }) => <Who of={user} />} />
        <Column
          source="role"
          disableSort
          label="resources.users.fields.role"
          render={({ role }) => role && translate(`app.role.${role}`)}
        />
        {actions.map((action) => (
          <Column
            key={action}
            source={action}
            disableSort
            label={`app.action_name.${action}`}
            render={({ verdicts }) => <By of={verdicts.find((verdict) => verdict.action === action)} />}
          />
        ))}
        <Column
          disableSort
          label="app.actions"
          render={({ user }) => (
            <Button
              size="small"
              component={LinkBase}
              to={explainPath({ user: user?.name ?? '', repository })}
              aria-label={`${translate('held.explain')}: ${user?.name ?? translate('explain.anonymous')}`}
            >
              {translate('held.explain')}
            </Button>
          )}
        />
      </DataTable>
      <Pages />
    </ListBase>
  );
}

function Who({ of }: { of: Holder['user'] }) {
  const translate = useTranslate();
  return of ? <RowLink to={userPath(of.id)}>{of.name}</RowLink> : translate('explain.anonymous');
}

/** By what an action is granted. */
function By({ of: verdict }: { of: Schemas['Verdict'] | undefined }) {
  const translate = useTranslate();
  const { isAdmin } = useRole();
  if (!verdict?.granted) return <Typography color="text.secondary">{translate('held.not')}</Typography>;
  const { access } = verdict;
  return (
    <Stack direction="row" sx={{ gap: 0.5, alignItems: 'center' }}>
      <AllowedIcon fontSize="small" color="success" />
      {access && isAdmin && <RowLink to={`/access/${access.id}`}>{access.name}</RowLink>}
      {access && !isAdmin && access.name}
      {!access && translate('held.by_role')}
    </Stack>
  );
}
