import { TextField } from '@mui/material';
import { useState } from 'react';
import { useFilter } from './useFilter';

interface Props {
  source: string;
  /** Whether a text can be searched for; any can if this is not given. */
  isWhole?: (text: string) => boolean;
}

/** Narrows a list by a text that is not searched for in all fields. */
export function TextFilter({ source, isWhole = () => true }: Props) {
  const { value, set, label } = useFilter(source);
  const [text, setText] = useState(value ?? '');
  const change = (text: string) => {
    setText(text);
    set(isWhole(text) ? text : undefined, true);
  };
  return <TextField label={label} value={text} onChange={(event) => change(event.target.value)} />;
}
