import { Box, Typography } from '@mui/material';
import { DataTable, ListBase, useCanAccess, useTranslate, WithListContext } from 'react-admin';
import { RowLink } from '../components/RowLink';
import { Pages } from '../list/Pages';
import { Matches } from './Matches';
import { Actions, Pattern, type Rule } from './RuleRows';
import { RuleState } from './RuleState';
import { SubjectName } from './SubjectName';

const Column = DataTable.Col<Rule>;

interface Props {
  /** Those that concern the account with this login; else everybody's. */
  user?: string;
  /** Those about this repository; else all. */
  repository?: string;
  empty: string;
}

/** Nothing in the rows need take the focus, so what is wide takes it itself, to be moved by keys. */
const movedByKeys = { overflowX: 'auto', '&& .RaDataTable-tableWrapper': { overflowX: 'visible' } };

/** The rules that are in force, and for whom. */
export function HeldRules({ user, repository, empty }: Props) {
  return (
    <ListBase
      resource="access/in-force"
      filter={{ user, repository }}
      perPage={25}
      disableSyncWithLocation
      storeKey={false}
    >
      <WithListContext
        empty={<Typography color="text.secondary">{empty}</Typography>}
        render={() => (
          <>
            <Box tabIndex={0} sx={movedByKeys}>
              <Rows {...(user === undefined ? {} : { user })} hasMatches={repository === undefined} />
            </Box>
            <Pages />
          </>
        )}
      />
    </ListBase>
  );
}

function Rows({ user, hasMatches }: { user?: string; hasMatches: boolean }) {
  const translate = useTranslate();
  const { canAccess: canEdit } = useCanAccess({ resource: 'access', action: 'edit' });
  const { canAccess: canRead } = useCanAccess({ resource: 'access', action: 'list' });
  const label = (field: string) => translate(`resources.access.fields.${field}`);
  return (
    <DataTable<Rule> rowClick={false} bulkActionButtons={false}>
      <Column
        source="name"
        disableSort
        label={label('name')}
        render={({ id, name }) => (canEdit ? <RowLink to={`/access/${id}`}>{name}</RowLink> : name)}
      />
      <Column
        source="subject"
        disableSort
        label={translate(user === undefined ? 'resources.access.fields.subject' : 'held.through')}
        render={({ subject }) =>
          subject.kind === 'user' && user !== undefined ? (
            translate('held.own')
          ) : (
            <SubjectName of={subject} isLinked={Boolean(canRead)} />
          )
        }
      />
      <Column
        source="actions"
        disableSort
        label={label('actions')}
        render={({ actions }) => <Actions of={actions} />}
      />
      <Column
        source="resource"
        disableSort
        label={label('resource')}
        render={({ resource }) => (
          <Box>
            <Pattern text={resource} />
            {hasMatches && canRead && (
              <Matches pattern={resource} {...(user === undefined ? {} : { login: user })} />
            )}
          </Box>
        )}
      />
      <Column source="disabled" disableSort label="app.state" render={(rule) => <RuleState of={rule} />} />
    </DataTable>
  );
}
