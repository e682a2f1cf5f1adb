import { Alert, Button, Stack } from '@mui/material';
import { useLogout, useNotify, useRedirect, useTranslate } from 'react-admin';
import { forgetUser } from '../providers/session';
import { FrontPage } from './FrontPage';
import { PasswordForm } from './PasswordForm';

/** For an account that may do nothing else before. */
export function ChangePasswordPage() {
  const translate = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const logout = useLogout();
  const done = () => {
    forgetUser();
    notify('password.done', { type: 'success' });
    redirect('/');
  };
  return (
    <FrontPage title={translate('password.title')}>
      <Stack spacing={2}>
        <Alert severity="info">{translate('password.required')}</Alert>
        <PasswordForm onDone={done} />
        <Button onClick={() => logout()} sx={{ alignSelf: 'start' }}>
          {translate('password.sign_out')}
        </Button>
      </Stack>
    </FrontPage>
  );
}
