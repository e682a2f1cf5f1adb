import { SearchInput, useTranslate } from 'react-admin';

/** The first filter of each list. */
export function SearchField({ source = 'q' }: { source?: string; alwaysOn?: boolean }) {
  const label = useTranslate()('app.search');
  return (
    <SearchInput
      source={source}
      slotProps={{ htmlInput: { 'aria-label': label } }}
      sx={{ minWidth: { sm: 240 } }}
    />
  );
}
