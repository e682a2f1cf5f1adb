import { Link } from '@mui/material';
import { useExpanded, useTranslate } from 'react-admin';
import type { AuditRecord } from '../providers/records';

/** What was done; opens what else there is to tell. React-Admin's own switch is for the mouse alone. */
export function DetailsSwitch({ entry: { id, action } }: { entry: AuditRecord }) {
  const translate = useTranslate();
  const [isOpen, toggle] = useExpanded('audit', id);
  return (
    <Link component="button" type="button" variant="body2" aria-expanded={isOpen} onClick={toggle}>
      {translate(`audit.action.${action}`)}
    </Link>
  );
}
