import { Alert } from '@mui/material';
import { useTranslate } from 'react-admin';
import { useIsBasicMode } from '../providers/queries';

/** What rules cannot do where the registry checks passwords itself. */
export function BasicModeNotice() {
  const translate = useTranslate();
  if (!useIsBasicMode()) return null;
  return (
    <Alert severity="info" sx={{ mt: 2, mb: 2, maxWidth: 720 }}>
      {translate('basic_mode.no_rules')}
    </Alert>
  );
}
