import { useTranslate } from 'react-admin';
import { EmptyState } from '../components/EmptyState';
import { RowLink } from '../components/RowLink';
import { useRole } from '../layout/useRole';
import { PushHelp } from '../repositories/PushHelp';

/** What to do while there is nothing in the registry, or nothing that may be seen. */
export function FirstSteps() {
  const translate = useTranslate();
  const { isManager, isAdmin } = useRole();
  return (
    <EmptyState
      title={translate('dashboard.empty_title')}
      help={translate(isManager ? 'dashboard.empty_help' : 'dashboard.nothing_visible')}
    >
      {isManager && <PushHelp />}
      {isAdmin && (
        <span>
          {translate('dashboard.empty_setup')} <RowLink to="/setup">{translate('app.menu.setup')}</RowLink>
        </span>
      )}
    </EmptyState>
  );
}
