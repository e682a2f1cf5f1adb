import { Sidebar as RaSidebar, type SidebarProps, useTranslate } from 'react-admin';
import { usePhone } from '../components/usePhone';

/** The menu beside the page; where there is no room it opens over it, and needs a name as any dialog. */
export function Sidebar(props: SidebarProps) {
  const label = useTranslate()('app.menu.main');
  const isPhone = usePhone();
  return <RaSidebar {...props} {...(isPhone ? { slotProps: { paper: { 'aria-label': label } } } : {})} />;
}
