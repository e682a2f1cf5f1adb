//! How the tables came to be what they are, and which programs work with them.
//!
//! A migration that only adds leaves programs at work that do not know it, and lets them start again. One
//! that they cannot work with says in `required_migrations` what a program must know.

use std::collections::BTreeSet;

use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel_migrations::MigrationHarness;

use super::connection::{Connection, Dialect};
use super::error::Failure;
use super::migrations::MIGRATIONS;
use super::schema::required_migrations;

/// The migration that made the list of what is required.
const LISTED_SINCE: &str = "00000000000009";

/// Applies what is pending.
pub(in super::super) fn bring_up_to_date(connection: &mut Connection) -> Result<(), Failure> {
    if let Some(migration) = later(connection)? {
        tracing::info!(migration, "a later version changed the tables; this one works with them too");
    }
    connection.run_pending_migrations(MIGRATIONS).map_err(Failure::Migration)?;
    Ok(())
}

/// The first migration that a program must know to work with these tables and that is not known here.
pub(in super::super) fn missing(connection: &mut Connection) -> Result<Option<String>, Failure> {
    let applied = applied(connection)?;
    if applied.contains(LISTED_SINCE) { missing_of_list(connection) } else { first_unknown(applied) }
}

/// As [`missing`], of tables that have the list; nothing is written to find out.
pub(super) fn missing_of_list(connection: &mut Connection) -> Result<Option<String>, Failure> {
    let required: Vec<String> = required_migrations::table.select(required_migrations::version).load(connection)?;
    first_unknown(required.into_iter().collect())
}

/// The first migration that was applied to these tables and is not known here.
fn later(connection: &mut Connection) -> Result<Option<String>, Failure> {
    first_unknown(applied(connection)?)
}

/// Refuses tables in which there may be more than this program knows of.
pub(in super::super) fn must_be_known(connection: &mut Connection) -> Result<(), Failure> {
    later(connection)?.map_or(Ok(()), |migration| Err(Failure::Outdated(migration)))
}

fn applied(connection: &mut Connection) -> Result<BTreeSet<String>, Failure> {
    let applied = connection.applied_migrations().map_err(Failure::Migration)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

fn first_unknown(versions: BTreeSet<String>) -> Result<Option<String>, Failure> {
    let migrations = MigrationSource::<Dialect>::migrations(&MIGRATIONS).map_err(Failure::Migration)?;
    let known: BTreeSet<_> = migrations.iter().map(|migration| migration.name().version().to_string()).collect();
    Ok(versions.into_iter().find(|version| !known.contains(version)))
}
