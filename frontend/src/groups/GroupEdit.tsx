import { EditPage } from '../components/EditPage';
import { GroupFields } from './GroupFields';

export default function GroupEdit() {
  return (
    <EditPage redirect="show" deleteHelp="groups.delete_help">
      <GroupFields />
    </EditPage>
  );
}
