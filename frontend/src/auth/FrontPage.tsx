import { Box, Paper, Typography } from '@mui/material';
import { type ReactNode, useEffect } from 'react';
import { useLocaleState } from 'react-admin';
import { LanguageSwitch } from './LanguageSwitch';

/** A page for who is not, or not wholly, signed in. */
export function FrontPage({ title, children }: { title: string; children: ReactNode }) {
  const [locale] = useLocaleState();
  useEffect(() => {
    document.documentElement.lang = locale;
    document.title = `${title} · RegistryAdmin`;
  }, [locale, title]);
  return (
    <Box
      component="main"
      sx={{ minHeight: '100vh', display: 'grid', placeItems: 'center', p: 2, bgcolor: 'background.default' }}
    >
      <Box sx={{ width: '100%', maxWidth: 400 }}>
        <Typography component="p" variant="h2" color="primary" sx={{ mb: 1, textAlign: 'center' }}>
          RegistryAdmin
        </Typography>
        <Paper sx={{ p: 3 }}>
          <Typography component="h1" variant="h1" sx={{ mb: 2 }}>
            {title}
          </Typography>
          {children}
        </Paper>
        <LanguageSwitch />
      </Box>
    </Box>
  );
}
