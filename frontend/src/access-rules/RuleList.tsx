import { Typography } from '@mui/material';
import { SimpleList, useCanAccess, useTranslate } from 'react-admin';
import { BasicModeNotice } from '../basic-mode/BasicModeNotice';
import { CreateLink } from '../components/CreateLink';
import { EmptyState } from '../components/EmptyState';
import { usePhone } from '../components/usePhone';
import { DataList } from '../list/DataList';
import { RecordFilter } from '../list/RecordFilter';
import { YesFilter } from '../list/YesFilter';
import { type Rule, RuleRows } from './RuleRows';

export default function RuleList() {
  const translate = useTranslate();
  const isPhone = usePhone();
  const filters = (
    <>
      <RecordFilter source="user" reference="users" named="login" />
      <RecordFilter source="group" reference="groups" named="name" />
      <YesFilter source="registered_users" />
      <YesFilter source="anyone" />
      <YesFilter source="disabled" />
    </>
  );
  return (
    <>
      <Typography variant="body2" color="text.secondary" sx={{ pt: 2, maxWidth: 720 }}>
        {translate('access.intro')}
      </Typography>
      <BasicModeNotice />
      <DataList sort={{ field: 'name', order: 'ASC' }} filters={filters} empty={<NoRules />}>
        {isPhone ? <RuleCards /> : <RuleRows />}
      </DataList>
    </>
  );
}

function RuleCards() {
  const translate = useTranslate();
  const { canAccess: canEdit } = useCanAccess({ resource: 'access', action: 'edit' });
  const actions = (rule: Rule) =>
    rule.actions.map((action) => translate(`app.action_name.${action}`)).join(', ');
  const subject = ({ subject: { kind, name } }: Rule) => name ?? translate(`app.subject.${kind}`);
  return (
    <SimpleList<Rule>
      primaryText={(rule) => rule.name}
      secondaryText={(rule) => `${subject(rule)}: ${actions(rule)} · ${rule.resource}`}
      rowClick={canEdit ? 'edit' : false}
    />
  );
}

function NoRules() {
  const translate = useTranslate();
  return (
    <EmptyState title={translate('access.empty_title')} help={translate('access.empty_help')}>
      <CreateLink />
    </EmptyState>
  );
}
