import { EditPage } from '../components/EditPage';
import { UserFields } from './UserFields';

export default function UserEdit() {
  return (
    <EditPage redirect="show" deleteHelp="users.delete_help">
      <UserFields />
    </EditPage>
  );
}
