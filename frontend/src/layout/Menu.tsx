import RulesIcon from '@mui/icons-material/AdminPanelSettingsOutlined';
import GroupsIcon from '@mui/icons-material/GroupsOutlined';
import ExplainIcon from '@mui/icons-material/HelpOutline';
import RepositoriesIcon from '@mui/icons-material/Inventory2Outlined';
import UsersIcon from '@mui/icons-material/PersonOutline';
import SetupIcon from '@mui/icons-material/SettingsEthernet';
import SyncIcon from '@mui/icons-material/Sync';
import AuditIcon from '@mui/icons-material/Timeline';
import { Typography } from '@mui/material';
import type { ReactElement } from 'react';
import { MenuItemLink, Menu as RaMenu, useTranslate } from 'react-admin';
import type { Role } from '../permissions';
import { useShortcutsSwitch } from './shortcuts';
import { useRole } from './useRole';

interface Entry {
  to: string;
  /** A key; the plural is shown. */
  text: string;
  icon: ReactElement;
  for: Role;
  /** The keys that lead there. */
  keys: string;
}

const entries: Entry[] = [
  {
    to: '/repositories',
    text: 'resources.repositories.name',
    icon: <RepositoriesIcon />,
    for: 'user',
    keys: 'g>r',
  },
  { to: '/explain', text: 'app.menu.explain', icon: <ExplainIcon />, for: 'user', keys: 'g>w' },
  { to: '/access', text: 'resources.access.name', icon: <RulesIcon />, for: 'manager', keys: 'g>a' },
  { to: '/users', text: 'resources.users.name', icon: <UsersIcon />, for: 'manager', keys: 'g>u' },
  { to: '/groups', text: 'resources.groups.name', icon: <GroupsIcon />, for: 'manager', keys: 'g>o' },
  { to: '/audit', text: 'resources.audit.name', icon: <AuditIcon />, for: 'admin', keys: 'g>l' },
  { to: '/sync', text: 'app.menu.sync', icon: <SyncIcon />, for: 'admin', keys: 'g>y' },
  { to: '/setup', text: 'app.menu.setup', icon: <SetupIcon />, for: 'admin', keys: 'g>c' },
];

export function Menu() {
  const translate = useTranslate();
  const { isAtLeast } = useRole();
  const [hasShortcuts] = useShortcutsSwitch();
  return (
    <RaMenu>
      <RaMenu.DashboardItem />
      {entries
        .filter((entry) => isAtLeast(entry.for))
        .map(({ to, text, icon, keys }) => (
          <MenuItemLink
            key={to}
            to={to}
            primaryText={translate(text, { smart_count: 2 })}
            leftIcon={icon}
            {...(hasShortcuts ? shortcut(keys) : {})}
          />
        ))}
    </RaMenu>
  );
}

/** Shown, but not a part of the entry's name. */
const shortcut = (keys: string) => ({
  keyboardShortcut: keys,
  'aria-keyshortcuts': keys.replace('>', ' '),
  keyboardShortcutRepresentation: (
    <Typography aria-hidden variant="caption" color="text.secondary">
      {keys.toUpperCase().replace('>', ' ')}
    </Typography>
  ),
});
