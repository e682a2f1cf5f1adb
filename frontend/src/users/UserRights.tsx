import { Alert } from '@mui/material';
import { useTranslate } from 'react-admin';
import { HeldRules } from '../access-rules/HeldRules';
import type { Schemas } from '../api/client';

type Account = Pick<Schemas['User'], 'login' | 'role' | 'disabled' | 'must_change_password'>;

/** What an account may do, and by what. */
export function UserRights({ of: { login, role, disabled, must_change_password } }: { of: Account }) {
  const translate = useTranslate();
  const hindrance = disabled ? 'disabled' : must_change_password ? 'password_change_required' : undefined;
  return (
    <>
      {hindrance && <Alert severity="warning">{translate(`explain.reason.${hindrance}`)}</Alert>}
      {!hindrance && role === 'admin' && <Alert severity="info">{translate('held.admin')}</Alert>}
      <HeldRules user={login} empty={translate('held.none')} />
    </>
  );
}
