import { Chip, Stack } from '@mui/material';
import type { Schemas } from '../api/client';

/** `amd64`, `arm/v7`; the system only if it is not the usual one. */
export function platformName({ os, architecture, variant }: Schemas['Platform']): string {
  const processor = variant ? `${architecture}/${variant}` : architecture;
  return os === 'linux' ? processor : `${os}/${processor}`;
}

export function Platforms({ of }: { of: Schemas['Platform'][] }) {
  return (
    <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 0.5 }}>
      {of.map(platformName).map((name) => (
        <Chip key={name} label={name} variant="outlined" />
      ))}
    </Stack>
  );
}
