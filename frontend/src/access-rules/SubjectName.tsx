import { useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { RowLink } from '../components/RowLink';
import { groupPath, userPath } from '../paths';

interface Props {
  of: Schemas['Subject'];
  /** Whether who looks may open it. */
  isLinked?: boolean;
}

/** Whom a rule is for. */
export function SubjectName({ of: { kind, id, name }, isLinked = true }: Props) {
  const translate = useTranslate();
  if (!id) return translate(`app.subject.${kind}`);
  if (!isLinked) return name ?? id;
  return <RowLink to={kind === 'user' ? userPath(id) : groupPath(id)}>{name ?? id}</RowLink>;
}
