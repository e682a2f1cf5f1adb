import { FormControlLabel, Switch } from '@mui/material';
import { useTranslate } from 'react-admin';
import { useShortcutsSwitch } from '../layout/shortcuts';

/** Lets single keys do something in this browser, or not. */
export function ShortcutsSwitch() {
  const translate = useTranslate();
  const [areOn, setOn] = useShortcutsSwitch();
  return (
    <FormControlLabel
      label={translate('profile.shortcuts_on')}
      control={<Switch checked={areOn} onChange={(_, isOn) => setOn(isOn)} />}
    />
  );
}
