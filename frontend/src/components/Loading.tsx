import { Skeleton, Stack } from '@mui/material';

/** The place that something will take. */
export function Loading({ lines = 4 }: { lines?: number }) {
  return (
    <Stack aria-busy spacing={1}>
      {Array.from({ length: lines }, (_, line) => `line ${line}`).map((line) => (
        <Skeleton key={line} height={28} />
      ))}
    </Stack>
  );
}
