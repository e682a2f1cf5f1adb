import { useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { RowLink } from '../components/RowLink';
import { groupPath, userPath } from '../paths';

/** Whom a rule is for. */
export function SubjectName({ of: { kind, id, name } }: { of: Schemas['Subject'] }) {
  const translate = useTranslate();
  if (!id) return translate(`app.subject.${kind}`);
  return <RowLink to={kind === 'user' ? userPath(id) : groupPath(id)}>{name ?? id}</RowLink>;
}
