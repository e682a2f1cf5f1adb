import { useQuery } from '@tanstack/react-query';
import { useNotify, useTranslate } from 'react-admin';
import { PasswordForm } from '../auth/PasswordForm';
import { Facts } from '../components/Facts';
import { Loaded } from '../components/Loaded';
import { Page } from '../components/Page';
import { Panel } from '../components/Panel';
import { currentUser } from '../providers/session';
import { UserRights } from '../users/UserRights';
import { ShortcutsSwitch } from './ShortcutsSwitch';
import { TokenTable } from './TokenTable';

export default function ProfilePage() {
  const translate = useTranslate();
  const notify = useNotify();
  const user = useQuery({ queryKey: ['session'], queryFn: currentUser });
  const label = (field: string) => translate(`resources.users.fields.${field}`);
  return (
    <Page title={translate('app.menu.profile')}>
      <Loaded from={user}>
        {(user) =>
          user && (
            <>
              <Panel title={translate('profile.account')}>
                <Facts
                  of={[
                    [label('login'), user.login],
                    [label('name'), user.name],
                    [label('role'), translate(`app.role.${user.role}`)],
                    [label('groups'), user.groups.map((group) => group.name).join(', ')],
                  ]}
                />
              </Panel>
              <Panel title={translate('held.rights')} help={translate('held.rights_help')}>
                <UserRights of={user} />
              </Panel>
              <Panel title={translate('password.title')}>
                <PasswordForm onDone={() => notify('password.done', { type: 'success' })} />
              </Panel>
              <Panel title={translate('profile.tokens')} help={translate('profile.tokens_help')}>
                <TokenTable user={user.id} />
              </Panel>
              <Panel title={translate('profile.shortcuts')} help={translate('profile.shortcuts_help')}>
                <ShortcutsSwitch />
              </Panel>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
