import { ListItemText, MenuItem } from '@mui/material';
import { useLocaleState, useLocales } from 'react-admin';

/** The languages as entries of a menu, where there is no room for a menu of their own. */
export function LanguageItems() {
  const locales = useLocales();
  const [current, setLocale] = useLocaleState();
  return locales.map(({ locale, name }) => (
    <MenuItem key={locale} lang={locale} selected={locale === current} onClick={() => setLocale(locale)}>
      <ListItemText inset>{name}</ListItemText>
    </MenuItem>
  ));
}
