import { Create, SimpleForm } from 'react-admin';
import { GroupFields } from './GroupFields';

export default function GroupCreate() {
  return (
    <Create redirect="show">
      <SimpleForm sx={{ maxWidth: 640 }}>
        <GroupFields />
      </SimpleForm>
    </Create>
  );
}
