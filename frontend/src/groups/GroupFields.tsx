import { required, TextInput } from 'react-admin';

/** What a group consists of. */
export function GroupFields() {
  return (
    <>
      <TextInput source="name" validate={required()} autoComplete="off" />
      <TextInput source="description" multiline minRows={2} />
    </>
  );
}
