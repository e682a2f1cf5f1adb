import { Box, Paper, Stack, Typography } from '@mui/material';
import { type ReactNode, useId } from 'react';

interface Props {
  title: ReactNode;
  /** A word about it. */
  help?: ReactNode;
  /** What can be done with it. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page, under a heading. */
export function Panel({ title, help, actions, children }: Props) {
  const heading = useId();
  return (
    <Paper component="section" aria-labelledby={heading} sx={{ p: 2, mb: 2, minWidth: 0 }}>
      <Stack
        direction="row"
        sx={{ alignItems: 'center', justifyContent: 'space-between', gap: 1, mb: 1, flexWrap: 'wrap' }}
      >
        <Typography component="h2" variant="h2" id={heading}>
          {title}
        </Typography>
        {actions}
      </Stack>
      {help && (
        <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
          {help}
        </Typography>
      )}
      <Box sx={{ overflowX: 'auto' }}>{children}</Box>
    </Paper>
  );
}
