import { createTheme, type Theme, type ThemeOptions } from '@mui/material/styles';
import { defaultDarkTheme, defaultLightTheme } from 'react-admin';

const fontFamily = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans SC", sans-serif';

export const monospace = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** Where motion is not wanted nothing moves. */
const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  ? { transitions: { create: () => 'none' } }
  : {};

const light: ThemeOptions['palette'] = {
  mode: 'light',
  primary: { main: '#0f5c7a' },
  secondary: { main: '#0f5c7a' },
  background: { default: '#f5f7f9', paper: '#ffffff' },
  text: { primary: '#16212b', secondary: '#4d5b68' },
  error: { main: '#b3261e' },
  warning: { main: '#9a4a00' },
  success: { main: '#1b6b3a' },
  info: { main: '#0b5f8a' },
  divider: '#dde3e8',
};

const dark: ThemeOptions['palette'] = {
  mode: 'dark',
  primary: { main: '#7cc7e3' },
  secondary: { main: '#7cc7e3' },
  background: { default: '#10161c', paper: '#182129' },
  text: { primary: '#e6ecf1', secondary: '#a9b6c1' },
  error: { main: '#f2b8b5' },
  warning: { main: '#f5c07a' },
  success: { main: '#8fd6a8' },
  info: { main: '#8ccbef' },
  divider: '#2b3742',
};

type InputOwner = Record<string, unknown>;

/** Puts right what keeps react-admin's and MUI's components from being used by everybody. */
const accessible = {
  // The label of a row's checkbox belongs to the input, not to the element around it.
  MuiCheckbox: {
    defaultProps: {
      slotProps: {
        root: { 'aria-label': undefined },
        input: (owner: InputOwner) => ({ 'aria-label': owner['aria-label'] as string | undefined }),
      },
    },
  },
  // Red on the usual grey of this bar is too faint.
  RaToolbar: {
    styleOverrides: {
      root: ({ theme }: { theme: Theme }) => ({
        '&.RaToolbar-desktopToolbar, &.RaToolbar-mobileToolbar': {
          backgroundColor: theme.palette.background.paper,
        },
      }),
    },
  },
  RaShow: {
    styleOverrides: { root: { '& .RaShow-card': { minWidth: 0 } } },
  },
  // What is wide is moved sideways, not the page.
  RaDataTable: {
    styleOverrides: {
      root: { '& .RaDataTable-tableWrapper': { overflowX: 'auto' } },
    },
  },
  // Above the rows, not above what narrows the list; out of reach while nothing is chosen.
  RaBulkActionsToolbar: {
    styleOverrides: {
      root: {
        '& .RaBulkActionsToolbar-toolbar': { position: 'static', transform: 'none' },
        '& .RaBulkActionsToolbar-collapsed': { visibility: 'hidden' },
      },
    },
  },
  RaLayout: {
    styleOverrides: {
      root: { minWidth: 0, '& .RaLayout-content': { minWidth: 0 } },
    },
  },
};

const options = (palette: ThemeOptions['palette']) => ({
  palette,
  shape: { borderRadius: 8 },
  typography: {
    fontFamily,
    h1: { fontSize: '1.25rem', fontWeight: 600 },
    h2: { fontSize: '1.05rem', fontWeight: 600 },
    h3: { fontSize: '0.95rem', fontWeight: 600 },
    h6: { fontWeight: 600 },
    button: { textTransform: 'none' as const, fontWeight: 600 },
  },
  ...still,
  components: {
    ...accessible,
    MuiAppBar: {
      defaultProps: { elevation: 0 },
      styleOverrides: {
        root: ({ theme }: { theme: Theme }) => ({
          backgroundColor: theme.palette.background.paper,
          color: theme.palette.text.primary,
          borderBottom: `1px solid ${theme.palette.divider}`,
          backgroundImage: 'none',
        }),
      },
    },
    MuiPaper: {
      styleOverrides: {
        root: { backgroundImage: 'none' },
        elevation1: ({ theme }: { theme: Theme }) => ({
          boxShadow: 'none',
          border: `1px solid ${theme.palette.divider}`,
        }),
      },
    },
    MuiTableCell: {
      styleOverrides: {
        root: ({ theme }: { theme: Theme }) => ({ borderColor: theme.palette.divider }),
        head: { fontWeight: 600 },
      },
    },
    MuiChip: { defaultProps: { size: 'small' as const } },
    MuiTextField: { defaultProps: { variant: 'outlined' as const, size: 'small' as const } },
    MuiFormControl: { defaultProps: { variant: 'outlined' as const, size: 'small' as const } },
    RaMenuItemLink: {
      styleOverrides: {
        root: ({ theme }: { theme: Theme }) => ({
          borderLeft: '3px solid transparent',
          '&.RaMenuItemLink-active': {
            color: theme.palette.primary.main,
            borderLeftColor: theme.palette.primary.main,
            backgroundColor: theme.palette.action.hover,
          },
        }),
      },
    },
  },
});

const merged = (base: object, palette: ThemeOptions['palette']): ThemeOptions => {
  const own = options(palette);
  const { components } = base as { components?: object };
  return createTheme({
    ...base,
    ...own,
    components: { ...components, ...own.components },
  } as ThemeOptions);
};

export const lightTheme = merged(defaultLightTheme, light);
export const darkTheme = merged(defaultDarkTheme, dark);
