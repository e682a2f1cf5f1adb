import AccountIcon from '@mui/icons-material/ManageAccounts';
import {
  LocalesMenuButton,
  Logout,
  MenuItemLink,
  AppBar as RaAppBar,
  RefreshIconButton,
  TitlePortal,
  ToggleThemeButton,
  UserMenu,
} from 'react-admin';
import { usePhone } from '../components/usePhone';
import { LanguageItems } from './LanguageItems';

export function AppBar() {
  const isPhone = usePhone();
  const toolbar = (
    <>
      {!isPhone && <LocalesMenuButton />}
      <ToggleThemeButton />
      <RefreshIconButton />
    </>
  );
  return (
    <RaAppBar alwaysOn toolbar={toolbar} userMenu={<AccountMenu isPhone={isPhone} />}>
      <TitlePortal component="h1" variant="h1" />
    </RaAppBar>
  );
}

/** From a phone's width up the button shows the name: another label would hide it from who speaks to it. */
function AccountMenu({ isPhone }: { isPhone: boolean }) {
  return (
    <UserMenu {...(isPhone ? {} : { label: '' })}>
      <MenuItemLink to="/profile" primaryText="app.menu.profile" leftIcon={<AccountIcon />} />
      {isPhone && <LanguageItems />}
      <Logout />
    </UserMenu>
  );
}
