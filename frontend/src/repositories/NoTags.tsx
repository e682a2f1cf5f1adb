import { useTranslate } from 'react-admin';
import { EmptyState } from '../components/EmptyState';
import { PushHelp } from './PushHelp';

/** Where all manifests are without a tag. */
export function NoTags({ repository }: { repository: string }) {
  const translate = useTranslate();
  return (
    <EmptyState title={translate('repositories.no_tags')} help={translate('repositories.empty_help')}>
      <PushHelp repository={repository} />
    </EmptyState>
  );
}
