import { Box } from '@mui/material';
import { type ReactNode, useEffect } from 'react';
import { Title } from 'react-admin';

/** A page that is no list or form of records. */
export function Page({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · RegistryAdmin`;
  }, [title]);
  return (
    <Box sx={{ pt: 2, minWidth: 0 }}>
      <Title title={title} />
      {children}
    </Box>
  );
}
