import ExplainIcon from '@mui/icons-material/HelpOutline';
import { Box } from '@mui/material';
import { Button, EditButton, LinkBase, Show, TopToolbar, useRecordContext, useTranslate } from 'react-admin';
import { RuleTable } from '../access-rules/RuleTable';
import { Facts } from '../components/Facts';
import { Panel } from '../components/Panel';
import { When } from '../components/When';
import { useRole } from '../layout/useRole';
import { explainPath } from '../paths';
import { TokenTable } from '../profile/TokenTable';
import type { UserRecord } from '../providers/records';
import { GroupChips } from './GroupChips';
import { UserRights } from './UserRights';
import { UserState } from './UserState';

export default function UserShow() {
  return (
    <Show component={Box} actions={<UserActions />}>
      <User />
    </Show>
  );
}

function UserActions() {
  const user = useRecordContext<UserRecord>();
  return (
    <TopToolbar>
      {user && (
        <Button component={LinkBase} to={explainPath({ user: user.login })} label="app.menu.explain">
          <ExplainIcon />
        </Button>
      )}
      <EditButton />
    </TopToolbar>
  );
}

function User() {
  const translate = useTranslate();
  const { isAdmin } = useRole();
  const user = useRecordContext<UserRecord>();
  if (!user) return null;
  const label = (field: string) => translate(`resources.users.fields.${field}`);
  return (
    <>
      <Panel title={translate('users.account')}>
        <Facts
          of={[
            [label('login'), user.login],
            [label('name'), user.name],
            [label('role'), translate(`app.role.${user.role}`)],
            [label('groups'), user.groups.length > 0 && <GroupChips />],
            [label('disabled'), <UserState key="state" />],
            [label('created_at'), <When key="created" at={user.created_at} />],
            [label('description'), user.description],
          ]}
        />
      </Panel>
      <Panel title={translate('held.rights')} help={translate('held.rights_help')}>
        <UserRights of={user} />
      </Panel>
      <Panel title={translate('users.rules')}>
        <RuleTable filter={{ user: user.id }} empty={translate('users.no_rules')} />
      </Panel>
      {isAdmin && (
        <Panel title={translate('users.tokens')}>
          <TokenTable user={user.id} />
        </Panel>
      )}
    </>
  );
}
