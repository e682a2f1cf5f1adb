//! The tables' own history.

use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::connection::Connection;
use super::shared::error::Failure;
use super::shared::history;

/// All that this program knows.
pub(super) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Applies what is pending; gives the first migration that a program must know to work with these tables
/// and that is not known here, in which case nothing is done.
///
/// All in one transaction that holds the write lock, since two processes may start at once.
pub(super) fn run(connection: &mut Connection) -> Result<Option<String>, Failure> {
    connection.immediate_transaction(|connection| {
        let missing = history::missing(connection)?;
        if missing.is_none() {
            history::bring_up_to_date(connection)?;
        }
        Ok(missing)
    })
}

#[cfg(test)]
mod tests {
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;
    use diesel::{Connection as _, RunQueryDsl};
    use diesel_migrations::MigrationHarness;

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
