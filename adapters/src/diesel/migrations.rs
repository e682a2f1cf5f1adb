//! The tables' own history.

use diesel::migration::MigrationSource;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Connection, Dialect};
use super::error::Failure;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Applies what is pending; gives the first migration that was applied to these tables and is not
/// known here, in which case nothing is done.
///
/// All in one transaction that holds the write lock, since two processes may start at once.
pub(super) fn run(connection: &mut Connection) -> Result<Option<String>, Failure> {
    connection.immediate_transaction(|connection| {
        let known = names(&MIGRATIONS)?;
        let applied = connection.applied_migrations().map_err(Failure::Migration)?;
        let unknown = applied.iter().map(ToString::to_string).filter(|version| !known.contains(version)).min();
        if unknown.is_none() {
            connection.run_pending_migrations(MIGRATIONS).map_err(Failure::Migration)?;
        }
        Ok(unknown)
    })
}

fn names(source: &impl MigrationSource<Dialect>) -> Result<Vec<String>, Failure> {
    let migrations = source.migrations().map_err(Failure::Migration)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}
