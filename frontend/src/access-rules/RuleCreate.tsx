import { Create, SimpleForm } from 'react-admin';
import { RuleFields } from './RuleFields';

const empty = { subject: { kind: 'user' }, actions: ['pull'], disabled: false };

export default function RuleCreate() {
  return (
    <Create redirect="list">
      <SimpleForm defaultValues={empty} sx={{ maxWidth: 720 }}>
        <RuleFields />
      </SimpleForm>
    </Create>
  );
}
