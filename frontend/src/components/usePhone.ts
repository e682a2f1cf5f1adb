import { type Theme, useMediaQuery } from '@mui/material';

/** Whether there is no room for a table. */
export const usePhone = (): boolean => useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'));
