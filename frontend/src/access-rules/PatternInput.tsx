import { required, useInput, useTranslate } from 'react-admin';
import { RepositoryNameField } from '../repositories/RepositoryNameField';

/** The repositories a rule is about. */
export function PatternInput() {
  const translate = useTranslate();
  const { field, fieldState } = useInput({ source: 'resource', defaultValue: '', validate: required() });
  const error = fieldState.error?.message;
  return (
    <RepositoryNameField
      value={field.value}
      onChange={field.onChange}
      label={`${translate('resources.access.fields.resource')} *`}
      error={error && translate(error, { _: error })}
      help={translate('access.pattern_help')}
    />
  );
}
