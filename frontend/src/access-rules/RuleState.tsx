import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { When } from '../components/When';

type Rule = Pick<Schemas['Access'], 'disabled' | 'expires_at'>;

const hasEnded = ({ expires_at }: Rule) => Boolean(expires_at) && new Date(expires_at ?? 0) <= new Date();

/** Whether a rule grants anything now. */
export function RuleState({ of: rule }: { of: Rule }) {
  const translate = useTranslate();
  if (rule.disabled) return <Chip color="warning" variant="outlined" label={translate('access.disabled')} />;
  if (hasEnded(rule)) return <Chip color="warning" variant="outlined" label={translate('access.ended')} />;
  return (
    <>
      <Chip color="success" variant="outlined" label={translate('access.active')} />{' '}
      {rule.expires_at && (
        <small>
          {translate('resources.access.fields.expires_at')} <When at={rule.expires_at} />
        </small>
      )}
    </>
  );
}
