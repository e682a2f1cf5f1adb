import { useTranslate } from 'react-admin';
import { HeldRules } from '../access-rules/HeldRules';
import { Holders } from '../access-rules/Holders';
import { Panel } from '../components/Panel';

/** Who can do what with a repository, by which rules. */
export default function RepositoryAccess({ repository }: { repository: string }) {
  const translate = useTranslate();
  return (
    <>
      <Panel title={translate('held.holders')} help={translate('held.holders_help')}>
        <Holders repository={repository} />
      </Panel>
      <Panel title={translate('held.rules_here')} help={translate('held.rules_here_help')}>
        <HeldRules repository={repository} empty={translate('held.no_rules_here')} />
      </Panel>
    </>
  );
}
