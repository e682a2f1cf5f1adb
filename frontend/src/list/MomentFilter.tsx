import { TextField } from '@mui/material';
import { useState } from 'react';
import { useFilter } from './useFilter';

/** Narrows a list to what came before or after a day and hour. */
export function MomentFilter({ source }: { source: string }) {
  const { value, set, label } = useFilter(source);
  const [text, setText] = useState(localTime(value));
  const change = (text: string) => {
    setText(text);
    set(text === '' ? undefined : new Date(text).toISOString());
  };
  return (
    <TextField
      type="datetime-local"
      label={label}
      value={value === undefined ? '' : text}
      onChange={(event) => change(event.target.value)}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}

/** As the browser's field for moments wants it: without a zone, the one of who looks. */
function localTime(value: unknown): string {
  if (typeof value !== 'string') return '';
  const moment = new Date(value);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
