import RulesIcon from '@mui/icons-material/AdminPanelSettingsOutlined';
import GroupsIcon from '@mui/icons-material/GroupsOutlined';
import ExplainIcon from '@mui/icons-material/HelpOutline';
import RepositoriesIcon from '@mui/icons-material/Inventory2Outlined';
import UsersIcon from '@mui/icons-material/PersonOutline';
import SetupIcon from '@mui/icons-material/SettingsEthernet';
import SyncIcon from '@mui/icons-material/Sync';
import type { ReactElement } from 'react';
import { MenuItemLink, Menu as RaMenu, useTranslate } from 'react-admin';
import type { Role } from '../permissions';
import { useRole } from './useRole';

interface Entry {
  to: string;
  /** A key; the plural is shown. */
  text: string;
  icon: ReactElement;
  for: Role;
}

const entries: Entry[] = [
  { to: '/repositories', text: 'resources.repositories.name', icon: <RepositoriesIcon />, for: 'user' },
  { to: '/explain', text: 'app.menu.explain', icon: <ExplainIcon />, for: 'user' },
  { to: '/access', text: 'resources.access.name', icon: <RulesIcon />, for: 'manager' },
  { to: '/users', text: 'resources.users.name', icon: <UsersIcon />, for: 'manager' },
  { to: '/groups', text: 'resources.groups.name', icon: <GroupsIcon />, for: 'manager' },
  { to: '/sync', text: 'app.menu.sync', icon: <SyncIcon />, for: 'admin' },
  { to: '/setup', text: 'app.menu.setup', icon: <SetupIcon />, for: 'admin' },
];

export function Menu() {
  const translate = useTranslate();
  const { isAtLeast } = useRole();
  return (
    <RaMenu>
      <RaMenu.DashboardItem />
      {entries
        .filter((entry) => isAtLeast(entry.for))
        .map(({ to, text, icon }) => (
          <MenuItemLink key={to} to={to} primaryText={translate(text, { smart_count: 2 })} leftIcon={icon} />
        ))}
    </RaMenu>
  );
}
