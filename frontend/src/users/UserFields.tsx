import { Typography } from '@mui/material';
import {
  AutocompleteArrayInput,
  BooleanInput,
  PasswordInput,
  ReferenceArrayInput,
  required,
  SelectInput,
  TextInput,
  useTranslate,
} from 'react-admin';
import { useWatch } from 'react-hook-form';
import type { Role } from '../permissions';
import { useRoleChoices } from './roles';

/** What an account consists of. A new one needs a password. */
export function UserFields({ isNew = false }: { isNew?: boolean }) {
  const roles = useRoleChoices();
  const text = { autoCapitalize: 'none', spellCheck: false } as const;
  return (
    <>
      <TextInput source="login" validate={required()} autoComplete="off" slotProps={{ htmlInput: text }} />
      <TextInput source="name" autoComplete="off" />
      {isNew ? (
        <PasswordInput
          source="password"
          validate={required()}
          autoComplete="new-password"
          helperText="users.password_help"
        />
      ) : (
        <PasswordInput
          source="password"
          label="users.reset"
          autoComplete="new-password"
          helperText="users.reset_help"
        />
      )}
      <BooleanInput source="must_change_password" />
      <SelectInput source="role" choices={roles} validate={required()} helperText={<RoleHelp />} />
      <ReferenceArrayInput source="groups" reference="groups" sort={{ field: 'name', order: 'ASC' }}>
        <AutocompleteArrayInput filterToQuery={(q: string) => ({ q })} />
      </ReferenceArrayInput>
      <BooleanInput source="disabled" />
      <TextInput source="description" multiline minRows={2} />
    </>
  );
}

function RoleHelp() {
  const translate = useTranslate();
  const role = useWatch<{ role: Role }>({ name: 'role' });
  return <Typography variant="caption">{role && translate(`app.role_help.${role}`)}</Typography>;
}
