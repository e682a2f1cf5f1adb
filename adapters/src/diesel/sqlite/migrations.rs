//! The tables' own history.

use diesel::migration::MigrationSource;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Connection, Dialect};
use super::shared::error::Failure;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Applies what is pending; gives the first migration that was applied to these tables and is not
/// known here, in which case nothing is done.
///
/// All in one transaction that holds the write lock, since two processes may start at once.
pub(super) fn run(connection: &mut Connection) -> Result<Option<String>, Failure> {
    connection.immediate_transaction(|connection| {
        let unknown = unknown(connection)?;
        if unknown.is_none() {
            connection.run_pending_migrations(MIGRATIONS).map_err(Failure::Migration)?;
        }
        Ok(unknown)
    })
}

/// The first migration that was applied to these tables and is not known here.
pub(super) fn unknown(connection: &mut Connection) -> Result<Option<String>, Failure> {
    let known = names(&MIGRATIONS)?;
    let applied = connection.applied_migrations().map_err(Failure::Migration)?;
    Ok(applied.iter().map(ToString::to_string).filter(|version| !known.contains(version)).min())
}

fn names(source: &impl MigrationSource<Dialect>) -> Result<Vec<String>, Failure> {
    let migrations = source.migrations().map_err(Failure::Migration)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

#[cfg(test)]
mod tests {
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;
    use diesel::{Connection as _, RunQueryDsl};

    use super::*;

    #[test]
    fn every_migration_can_be_undone() {
        let mut connection = Connection::establish(":memory:").unwrap();
        // SQLite keeps its own table of the ids that were given.
        let own_tables = "SELECT count(*) FROM sqlite_schema
            WHERE tbl_name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' AND tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        for _ in 0..2 {
            assert_eq!(run(&mut connection).unwrap(), None);
            assert!(sql::<BigInt>(own_tables).get_result::<i64>(&mut connection).unwrap() > 0);
            connection.revert_all_migrations(MIGRATIONS).unwrap();
            assert_eq!(sql::<BigInt>(own_tables).get_result(&mut connection), Ok(0_i64));
        }
    }
}
