import { useTranslate } from 'react-admin';
import type { AuditRecord } from '../providers/records';

/** Who did it, in words. */
export function useActor(): (entry: AuditRecord) => string {
  const translate = useTranslate();
  return ({ actor: { kind, login } }) => translate(`audit.actor.${kind}`, { login });
}
