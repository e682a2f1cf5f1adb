//! How who may do what came to be what it is.

use std::collections::BTreeSet;

use diesel::prelude::*;
use ports::PolicyChanges;

use super::column::Row;
use super::connection::Connection;
use super::error::Failure;
use super::schema::{policy_changes, policy_revision};

pub(super) fn revision(connection: &mut Connection) -> QueryResult<i64> {
    policy_revision::table.select(policy_revision::revision).first(connection)
}

/// With more changes than this it is quicker to read everything than one by one.
const MOST_TOLD: i64 = 1000;

/// What changed since the revision `since`. Every revision has a row at least that tells what it was
/// for, but the oldest are forgotten: where one is missing, nobody knows.
pub(super) fn changes(connection: &mut Connection, since: i64) -> Result<Option<PolicyChanges>, Failure> {
    let behind = revision(connection)? - since;
    let noted = policy_changes::table.filter(policy_changes::revision.gt(since)).limit(MOST_TOLD + 1);
    let rows: Vec<(i64, String, String)> = noted.load(connection)?;
    let revisions: BTreeSet<_> = rows.iter().map(|(revision, ..)| revision).collect();
    let is_told_in_full = i64::try_from(revisions.len()) == Ok(behind);
    if !is_told_in_full || i64::try_from(rows.len()).is_ok_and(|rows| rows > MOST_TOLD) {
        return Ok(None);
    }
    let mut changes = PolicyChanges::default();
    for (revision, record, id) in rows {
        let row = Row { table: "policy_changes", id: &revision.to_string() };
        match record.as_str() {
            "user" => drop(changes.users.insert(row.parse("id", &id)?)),
            "access" => drop(changes.accesses.insert(row.parse("id", &id)?)),
            _ => {}
        }
    }
    Ok(Some(changes))
}
