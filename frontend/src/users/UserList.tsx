import {
  BooleanInput,
  DataTable,
  FunctionField,
  ReferenceInput,
  SelectInput,
  SimpleList,
  useTranslate,
} from 'react-admin';
import { MissingPasswords } from '../basic-mode/MissingPasswords';
import { DataList } from '../components/DataList';
import { RowLink } from '../components/RowLink';
import { SearchField } from '../components/SearchField';
import { usePhone } from '../components/usePhone';
import { When } from '../components/When';
import { userPath } from '../paths';
import type { UserRecord } from '../providers/records';
import { GroupChips } from './GroupChips';
import { useRoleChoices } from './roles';
import { UserState } from './UserState';

const Column = DataTable.Col<UserRecord>;

export default function UserList() {
  const roles = useRoleChoices();
  const isPhone = usePhone();
  const filters = [
    <SearchField key="q" alwaysOn />,
    <SelectInput key="role" source="role" choices={roles} />,
    <ReferenceInput key="group" source="group" reference="groups" sort={{ field: 'name', order: 'ASC' }} />,
    <BooleanInput key="disabled" source="disabled" defaultValue />,
  ];
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
