//! How who may do what came to be what it is.

use diesel::prelude::*;
use ports::PolicyChanges;

use super::column::Row;
use super::connection::Connection;
use super::error::Failure;
use super::schema::{policy_changes, policy_revision};

pub(super) fn revision(connection: &mut Connection) -> QueryResult<i64> {
    policy_revision::table.select(policy_revision::revision).first(connection)
}

/// What changed since the revision `since`. Every revision has a row that tells what it was for, but
/// the oldest are forgotten: where one is missing, nobody knows.
pub(super) fn changes(connection: &mut Connection, since: i64) -> Result<Option<PolicyChanges>, Failure> {
    let behind = revision(connection)? - since;
    let noted = policy_changes::table.filter(policy_changes::revision.gt(since));
    let rows: Vec<(i64, String, String)> = noted.load(connection)?;
    if i64::try_from(rows.len()) != Ok(behind) {
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
