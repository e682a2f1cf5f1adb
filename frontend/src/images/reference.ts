import type { ImageReference } from '../providers/registryCalls';

/** Reads `team/app:v1` or `team/app@sha256:…`; what is neither is nothing. */
export function parseReference(text: string): ImageReference | null {
  const [, repository, separator, rest] = /^([^:@\s]+)([:@])(\S+)$/.exec(text.trim()) ?? [];
  if (!repository || !rest) return null;
  return separator === '@' ? { repository, digest: rest } : { repository, tag: rest };
}
