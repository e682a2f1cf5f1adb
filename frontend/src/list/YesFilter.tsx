import { Checkbox, FormControlLabel } from '@mui/material';
import { useFilter } from './useFilter';

/** Narrows a list to the records for which something is so. */
export function YesFilter({ source }: { source: string }) {
  const { value, set, label } = useFilter(source);
  return (
    <FormControlLabel
      label={label}
      control={
        <Checkbox
          checked={value === true || value === 'true'}
          onChange={(_, isChecked) => set(isChecked || undefined)}
        />
      }
    />
  );
}
