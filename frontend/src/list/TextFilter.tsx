import { TextField } from '@mui/material';
import { useState } from 'react';
import { useFilter } from './useFilter';

/** Narrows a list by a text that is not searched for in all fields. */
export function TextFilter({ source }: { source: string }) {
  const { value, set, label } = useFilter(source);
  const [text, setText] = useState(value ?? '');
  const change = (text: string) => {
    setText(text);
    set(text, true);
  };
  return <TextField label={label} value={text} onChange={(event) => change(event.target.value)} />;
}
