import type { RaRecord } from 'react-admin';
import type { Schemas } from '../api/client';

/** A user as the forms have it: groups by id. */
export type UserRecord = Omit<Schemas['User'], 'groups'> & { groups: string[] };

/** An entry of the audit log: its number is its id. */
export type AuditRecord = Schemas['AuditEntry'] & { id: number };

interface Shape {
  /** From the API to the forms. */
  read?: (record: never) => RaRecord;
  /** From the forms to the API. */
  write?: (data: Record<string, unknown>) => Record<string, unknown>;
}

const readUser = (user: Schemas['User']): UserRecord => ({
  ...user,
  groups: user.groups.map((group) => group.id),
});

const readAudit = (entry: Schemas['AuditEntry']): AuditRecord => ({ ...entry, id: entry.sequence });

const withoutEmptyPassword = ({ password, ...rest }: Record<string, unknown>) =>
  password ? { ...rest, password } : rest;

/** Whoever has no id of its own must not be sent with the id of somebody else. */
function bareSubject({ subject, ...rest }: Record<string, unknown>) {
  if (!subject) return rest;
  const { kind, id } = subject as Schemas['Subject'];
  const named = kind === 'user' || kind === 'group';
  return { ...rest, subject: named ? { kind, id } : { kind } };
}

const shapes: Record<string, Shape> = {
  audit: { read: readAudit },
  users: { read: readUser, write: withoutEmptyPassword },
  access: { write: bareSubject },
};

export function readRecord<T extends RaRecord>(resource: string, record: RaRecord): T {
  const read = shapes[resource]?.read;
  return (read ? read(record as never) : record) as T;
}

export function writeRecord(resource: string, data: Record<string, unknown>): Record<string, unknown> {
  return shapes[resource]?.write?.(data) ?? data;
}

/** What of a record is another than before. */
export function changes(
  data: Record<string, unknown>,
  previous: Record<string, unknown>,
): Record<string, unknown> {
  const isChanged = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(previous[name]);
  return Object.fromEntries(Object.entries(data).filter(isChanged));
}
