import { Autocomplete, TextField } from '@mui/material';
import { useState } from 'react';
import { type RaRecord, useGetList, useGetOne } from 'react-admin';
import { useDebounced } from '../components/useDebounced';
import { useFilter } from './useFilter';

interface Props {
  source: string;
  /** Whose records are offered, and by which field they are known. */
  reference: string;
  named: string;
}

/** Narrows a list to what belongs to a record of another. */
export function RecordFilter({ source, reference, named }: Props) {
  const { value, set, label } = useFilter(source);
  const id = value === undefined ? '' : String(value);
  const [text, setText] = useState('');
  const { data: chosen = null } = useGetOne<RaRecord>(reference, { id }, { enabled: id !== '' });
  const { data = [] } = useGetList<RaRecord>(reference, {
    filter: { q: useDebounced(chosen && chosen[named] === text ? '' : text) },
    sort: { field: named, order: 'ASC' },
    pagination: { page: 1, perPage: 20 },
  });
  return (
    <Autocomplete
      options={data}
      filterOptions={(options) => options}
      value={id === '' ? null : chosen}
      onChange={(_, record) => set(record ? String(record.id) : undefined)}
      onInputChange={(_, text) => setText(text)}
      getOptionKey={(record) => record.id}
      getOptionLabel={(record) => String(record[named])}
      isOptionEqualToValue={(option, value) => option.id === value.id}
      renderInput={(parameters) => <TextField {...parameters} label={label} />}
    />
  );
}
