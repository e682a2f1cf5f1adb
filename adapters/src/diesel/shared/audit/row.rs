use diesel::prelude::*;
use domain::audit::{Actor, Change, Entry, Event, Hash, Target};
use ports::{AuditRow, UnreadableEntry};
use serde_json::json;

use super::super::column::{ColumnError, Row, microseconds, signed};
use super::super::connection::Dialect;
use super::super::schema::audit_log;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log, check_for_backend(Dialect))]
pub(super) struct EntryRow {
    sequence: i64,
    at: i64,
    actor_kind: String,
    actor_id: Option<String>,
    actor_name: String,
    address: Option<String>,
    request_id: String,
    deed: String,
    outcome: String,
    target_kind: Option<String>,
    target_id: Option<String>,
    target_name: String,
    changes: String,
    reason: String,
    count: i64,
    previous: Vec<u8>,
    hash: Vec<u8>,
}

impl EntryRow {
    /// Others may have written into the file, so that not every row is an entry.
    pub(super) fn read(self) -> AuditRow {
        let (sequence, id) = (self.sequence.unsigned_abs(), self.sequence.to_string());
        let row = Row { table: "audit_log", id: &id };
        self.entry(row).map_err(|error| UnreadableEntry { sequence, cause: error.to_string() })
    }

    fn entry(self, row: Row<'_>) -> Result<Entry, ColumnError> {
        let hash = |column, bytes: Vec<u8>| {
            let bytes = bytes.try_into();
            bytes.map(Hash).map_err(|_| row.unreadable(column, "it is no SHA-256"))
        };
        Ok(Entry {
            sequence: u64::try_from(self.sequence).map_err(|error| row.unreadable("sequence", error))?,
            previous: hash("previous", self.previous)?,
            hash: hash("hash", self.hash)?,
            event: Event {
                at: row.moment("at", self.at)?,
                actor: actor(row, &self.actor_kind, self.actor_id, self.actor_name)?,
                address: self.address.map(|text| row.parse("address", &text)).transpose()?,
                request_id: self.request_id,
                deed: row.parse("deed", &self.deed)?,
                outcome: row.parse("outcome", &self.outcome)?,
                target: target(row, self.target_kind, self.target_id, self.target_name)?,
                changes: changes(row, &self.changes)?,
                reason: self.reason,
                count: u64::try_from(self.count).map_err(|error| row.unreadable("count", error))?,
            },
        })
    }
}

fn actor(row: Row<'_>, kind: &str, id: Option<String>, name: String) -> Result<Actor, ColumnError> {
    let parsed = row.parse("actor_kind", kind)?;
    let id = id.map(|id| row.parse("actor_id", &id)).transpose()?;
    let misfit = || row.unreadable("actor_kind", format_args!("'{kind}' does not fit the other columns"));
    Actor::of_parts(parsed, id, name).ok_or_else(misfit)
}

fn target(row: Row<'_>, kind: Option<String>, id: Option<String>, name: String) -> Result<Option<Target>, ColumnError> {
    match kind {
        Some(kind) => Ok(Some(Target { kind: row.parse("target_kind", &kind)?, id, name })),
        None if id.is_none() && name.is_empty() => Ok(None),
        None => Err(row.unreadable("target_kind", "there is none, but a target")),
    }
}

fn changes(row: Row<'_>, text: &str) -> Result<Vec<Change>, ColumnError> {
    let parts: Vec<(String, Option<String>, Option<String>)> =
        serde_json::from_str(text).map_err(|error| row.unreadable("changes", error))?;
    Ok(parts.into_iter().map(|(field, before, after)| Change { field, before, after }).collect())
}

impl From<Entry> for EntryRow {
    fn from(Entry { sequence, event, previous, hash }: Entry) -> Self {
        let parts: Vec<_> = event.changes.iter().map(|change| (&change.field, &change.before, &change.after)).collect();
        let (target_kind, target_id, target_name) = match event.target {
            Some(Target { kind, id, name }) => (Some(kind.to_string()), id, name),
            None => (None, None, String::new()),
        };
        Self {
            sequence: signed(sequence),
            at: microseconds(event.at),
            actor_kind: event.actor.kind().to_string(),
            actor_id: event.actor.id().map(|id| id.to_string()),
            actor_name: event.actor.name().to_owned(),
            address: event.address.map(|address| address.to_string()),
            request_id: event.request_id,
            deed: event.deed.to_string(),
            outcome: event.outcome.to_string(),
            target_kind,
            target_id,
            target_name,
            changes: json!(parts).to_string(),
            reason: event.reason,
            count: signed(event.count),
            previous: previous.0.to_vec(),
            hash: hash.0.to_vec(),
        }
    }
}
