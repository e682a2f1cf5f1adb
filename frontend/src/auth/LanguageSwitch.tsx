import { Button, Stack } from '@mui/material';
import { useLocaleState, useLocales } from 'react-admin';

export function LanguageSwitch() {
  const locales = useLocales();
  const [current, setLocale] = useLocaleState();
  return (
    <Stack direction="row" sx={{ mt: 1, justifyContent: 'center' }}>
      {locales.map(({ locale, name }) => (
        <Button
          key={locale}
          lang={locale}
          size="small"
          aria-pressed={locale === current}
          color={locale === current ? 'primary' : 'inherit'}
          onClick={() => setLocale(locale)}
        >
          {name}
        </Button>
      ))}
    </Stack>
  );
}
