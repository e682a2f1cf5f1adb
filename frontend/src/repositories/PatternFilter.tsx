import { TextInput } from 'react-admin';

/** Narrows the list to what a pattern of an access rule matches. */
export function PatternFilter({ source }: { source: string }) {
  return <TextInput source={source} label="repositories.pattern" />;
}
