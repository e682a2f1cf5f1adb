import { Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** Where there is nothing yet: what would be here, and how to make the first. */
export function EmptyState({
  title,
  help,
  children,
}: {
  title: string;
  help?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Stack spacing={1.5} sx={{ p: { xs: 2, sm: 4 }, alignItems: 'start', maxWidth: 720 }}>
      <Typography component="h2" variant="h2">
        {title}
      </Typography>
      {help && <Typography color="text.secondary">{help}</Typography>}
      {children}
    </Stack>
  );
}
