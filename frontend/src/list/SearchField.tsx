import SearchIcon from '@mui/icons-material/Search';
import { InputAdornment, TextField } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useListContext, useTranslate } from 'react-admin';
import { useSearchKey } from '../layout/shortcuts';

/** Narrows a list to what has a text in it. */
export function SearchField() {
  const label = useTranslate()('app.search');
  const { filterValues, setFilters } = useListContext();
  const searched: string = filterValues['q'] ?? '';
  const [text, setText] = useState(searched);
  const input = useRef<HTMLInputElement>(null);
  useSearchKey(input);
  // Filters can be cleared elsewhere.
  useEffect(() => {
    if (searched === '') setText('');
  }, [searched]);
  const search = (text: string) => {
    setText(text);
    setFilters({ ...filterValues, q: text }, undefined, true);
  };
  const icon = (
    <InputAdornment position="start">
      <SearchIcon fontSize="small" />
    </InputAdornment>
  );
  return (
    <TextField
      type="search"
      value={text}
      placeholder={label}
      onChange={(event) => search(event.target.value)}
      inputRef={input}
      slotProps={{ htmlInput: { 'aria-label': label }, input: { startAdornment: icon } }}
      sx={{ minWidth: { sm: 280 }, flexGrow: { xs: 1, sm: 0 } }}
    />
  );
}
