import { Autocomplete, TextField } from '@mui/material';
import { useGetList } from 'react-admin';
import type { Schemas } from '../api/client';
import { useDebounced } from '../components/useDebounced';

interface Props {
  value: string;
  onChange: (value: string) => void;
  label: string;
  error?: string | undefined;
  help?: string;
  name?: string;
}

/** A name of a repository or a pattern of names: real ones are offered, any can be written. */
export function RepositoryNameField({ value, onChange, label, error, help, name }: Props) {
  const text = useDebounced(value);
  const { data = [] } = useGetList<Schemas['Repository']>('repositories', {
    filter: { q: text.replace(/[*{].*$/, '') },
    sort: { field: 'name', order: 'ASC' },
    pagination: { page: 1, perPage: 20 },
  });
  return (
    <Autocomplete
      freeSolo
      inputValue={value}
      onInputChange={(_, text) => onChange(text)}
      options={data.map((repository) => repository.name)}
      filterOptions={(options) => options}
      renderInput={(parameters) => (
        <TextField
          {...parameters}
          label={label}
          name={name}
          error={Boolean(error)}
          helperText={error ?? help}
          fullWidth
        />
      )}
    />
  );
}
