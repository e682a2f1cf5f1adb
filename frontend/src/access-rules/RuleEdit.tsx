import { EditPage } from '../components/EditPage';
import { RuleFields } from './RuleFields';

export default function RuleEdit() {
  return (
    <EditPage redirect="list">
      <RuleFields />
    </EditPage>
  );
}
