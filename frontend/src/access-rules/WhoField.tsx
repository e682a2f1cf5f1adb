import { Autocomplete, TextField } from '@mui/material';
import { useState } from 'react';
import { useGetList, useTranslate } from 'react-admin';
import { useDebounced } from '../components/useDebounced';
import type { UserRecord } from '../providers/records';

/** How the API names somebody who is not signed in. */
const NOBODY = '';

/** Chooses an account by its login, or nobody. */
export function WhoField({ login, onChange }: { login: string; onChange: (login: string) => void }) {
  const translate = useTranslate();
  const [text, setText] = useState('');
  const isChosen = text === login;
  const { data = [] } = useGetList<UserRecord>('users', {
    filter: { q: useDebounced(isChosen ? '' : text) },
    sort: { field: 'login', order: 'ASC' },
    pagination: { page: 1, perPage: 20 },
  });
  const logins = data.map((user) => user.login);
  const options = [NOBODY, ...logins, ...(login === NOBODY || logins.includes(login) ? [] : [login])];
  return (
    <Autocomplete
      disableClearable
      options={options}
      filterOptions={(options) => options}
      value={login}
      onChange={(_, chosen) => onChange(chosen)}
      onInputChange={(_, text) => setText(text)}
      getOptionLabel={(option) => (option === NOBODY ? translate('explain.anonymous') : option)}
      renderInput={(parameters) => <TextField {...parameters} label={translate('explain.who')} />}
    />
  );
}
