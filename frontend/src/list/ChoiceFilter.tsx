import { MenuItem, TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import { useFilter } from './useFilter';

interface Props {
  source: string;
  choices: { id: string; name: string }[];
}

/** Narrows a list to one of a few choices. */
export function ChoiceFilter({ source, choices }: Props) {
  const translate = useTranslate();
  const { value, set, label } = useFilter(source);
  return (
    <TextField
      select
      label={label}
      value={value === undefined ? '' : String(value)}
      onChange={(event) => set(event.target.value || undefined)}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      <MenuItem value="">{translate('list.all')}</MenuItem>
      {choices.map(({ id, name }) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
