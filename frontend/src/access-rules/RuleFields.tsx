import { Alert } from '@mui/material';
import {
  AutocompleteInput,
  BooleanInput,
  CheckboxGroupInput,
  DateTimeInput,
  RadioButtonGroupInput,
  ReferenceInput,
  required,
  TextInput,
  useTranslate,
} from 'react-admin';
import { useWatch } from 'react-hook-form';
import type { Schemas } from '../api/client';
import { MatchPreview } from './MatchPreview';
import { PatternInput } from './PatternInput';

const kinds: Schemas['SubjectKind'][] = ['user', 'group', 'registered_users', 'anyone'];
const actions: Schemas['Action'][] = ['pull', 'push', 'delete', '*'];

/** What a rule consists of, and what it would be about. */
export function RuleFields() {
  const translate = useTranslate();
  return (
    <>
      <TextInput source="name" validate={required()} autoComplete="off" />
      <RadioButtonGroupInput
        source="subject.kind"
        choices={kinds.map((kind) => ({ id: kind, name: `app.subject.${kind}` }))}
        validate={required()}
      />
      <SubjectInput />
      <PatternInput />
      <MatchPreview />
      <CheckboxGroupInput
        source="actions"
        choices={actions.map((action) => ({ id: action, name: translate(`app.action_name.${action}`) }))}
        validate={required()}
      />
      <Warnings />
      <DateTimeInput source="expires_at" helperText="access.expires_help" parse={toMoment} />
      <BooleanInput source="disabled" />
    </>
  );
}

const toMoment = (text: string) => (text ? new Date(text).toISOString() : null);

function SubjectInput() {
  const kind = useWatch<{ subject: Schemas['Subject'] }>({ name: 'subject.kind' }) as unknown;
  if (kind === 'user') return <SubjectOf key="user" reference="users" sortedBy="login" />;
  if (kind === 'group') return <SubjectOf key="group" reference="groups" sortedBy="name" />;
  return null;
}

function SubjectOf({ reference, sortedBy }: { reference: string; sortedBy: string }) {
  return (
    <ReferenceInput source="subject.id" reference={reference} sort={{ field: sortedBy, order: 'ASC' }}>
      <AutocompleteInput filterToQuery={(q: string) => ({ q })} validate={required()} />
    </ReferenceInput>
  );
}

function Warnings() {
  const translate = useTranslate();
  const [kind, chosen = []] = useWatch({ name: ['subject.kind', 'actions'] }) as [
    string,
    string[] | undefined,
  ];
  const mayPush = chosen.includes('push');
  const mayChange = ['push', 'delete', '*'].some((action) => chosen.includes(action));
  return (
    <>
      {mayPush && !chosen.includes('pull') && !chosen.includes('*') && (
        <Alert severity="info">{translate('access.push_needs_pull')}</Alert>
      )}
      {kind === 'anyone' && mayChange && (
        <Alert severity="warning">{translate('access.anyone_may_push')}</Alert>
      )}
    </>
  );
}
