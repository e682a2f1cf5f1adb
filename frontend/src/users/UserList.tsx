import { DataTable, FunctionField, SimpleList, useTranslate } from 'react-admin';
import { MissingPasswords } from '../basic-mode/MissingPasswords';
import { RowLink } from '../components/RowLink';
import { usePhone } from '../components/usePhone';
import { When } from '../components/When';
import { ChoiceFilter } from '../list/ChoiceFilter';
import { DataList } from '../list/DataList';
import { RecordFilter } from '../list/RecordFilter';
import { YesFilter } from '../list/YesFilter';
import { userPath } from '../paths';
import type { UserRecord } from '../providers/records';
import { GroupChips } from './GroupChips';
import { useRoleChoices } from './roles';
import { UserState } from './UserState';

const Column = DataTable.Col<UserRecord>;

export default function UserList() {
  const roles = useRoleChoices();
  const isPhone = usePhone();
  const filters = (
    <>
      <ChoiceFilter source="role" choices={roles} />
      <RecordFilter source="group" reference="groups" named="name" />
      <YesFilter source="disabled" />
    </>
  );
  return (
    <>
      <MissingPasswords />
      <DataList sort={{ field: 'login', order: 'ASC' }} filters={filters}>
        {isPhone ? <UserCards /> : <UserTable />}
      </DataList>
    </>
  );
}

function UserTable() {
  const translate = useTranslate();
  return (
    <DataTable<UserRecord> rowClick={false} bulkActionButtons={false}>
      <Column source="login">
        <FunctionField<UserRecord> render={({ id, login }) => <RowLink to={userPath(id)}>{login}</RowLink>} />
      </Column>
      <Column source="name" />
      <Column source="role" render={({ role }) => translate(`app.role.${role}`)} />
      <Column source="groups" disableSort>
        <GroupChips />
      </Column>
      <Column source="disabled" label="app.state" disableSort>
        <UserState />
      </Column>
      <Column source="created_at" render={({ created_at }) => <When at={created_at} />} />
    </DataTable>
  );
}

function UserCards() {
  const translate = useTranslate();
  return (
    <SimpleList<UserRecord>
      primaryText={({ login }) => login}
      secondaryText={({ name }) => name}
      tertiaryText={({ role }) => translate(`app.role.${role}`)}
      rowClick={(id) => userPath(String(id))}
    />
  );
}
