import { Create, SimpleForm } from 'react-admin';
import { UserFields } from './UserFields';

const empty = { role: 'user', groups: [], disabled: false, must_change_password: true };

export default function UserCreate() {
  return (
    <Create redirect="show">
      <SimpleForm defaultValues={empty} sx={{ maxWidth: 640 }}>
        <UserFields isNew />
      </SimpleForm>
    </Create>
  );
}
