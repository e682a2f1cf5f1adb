//! The tables' own history: the same steps, under the same numbers, as in SQLite.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection as _, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::PostgresError;
use super::connection::{Connection, TAKE_TURNS};
use super::shared::error::Failure;
use super::shared::history;

/// All that this program knows.
pub(super) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Applies what is pending, or says what speaks against this database; then nothing is done.
///
/// All in one transaction in which nobody else writes, since two processes may start at once. It may
/// take its time: an index of a large table is not made in a minute.
pub(super) fn run(connection: &mut Connection) -> Result<Result<(), PostgresError>, Failure> {
    connection.transaction(|connection| {
        connection.batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'")?;
        connection.batch_execute(TAKE_TURNS)?;
        if let Err(objection) = judge(connection)? {
            return Ok(Err(objection));
        }
        history::bring_up_to_date(connection)?;
        Ok(Ok(()))
    })
}

/// What speaks against this database.
pub(super) fn judge(connection: &mut Connection) -> Result<Result<(), PostgresError>, Failure> {
    let encoding: String = sql::<Text>("SELECT current_setting('server_encoding')").get_result(connection)?;
    if encoding != "UTF8" {
        return Ok(Err(PostgresError::Encoding(encoding)));
    }
    if is_empty(connection)? {
        return Ok(Ok(()));
    }
    let ours = "tablename IN ('__diesel_schema_migrations', 'memberships', 'accesses')";
    if count_tables(connection, ours)? < 3 {
        return Ok(Err(PostgresError::Foreign));
    }
    Ok(history::missing(connection)?.map_or(Ok(()), |migration| Err(PostgresError::Newer { migration })))
}

/// Whether there are no tables at all.
pub(super) fn is_empty(connection: &mut Connection) -> QueryResult<bool> {
    Ok(count_tables(connection, "true")? == 0)
}

fn count_tables(connection: &mut Connection, condition: &str) -> QueryResult<i64> {
    let tables = "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND ";
    sql::<BigInt>(&format!("{tables}{condition}")).get_result(connection)
}

#[cfg(test)]
mod tests {
    use diesel_migrations::MigrationHarness;

    use super::super::connection::{Address, connect};
    use super::*;

    #[test]
    fn every_migration_can_be_undone() {
        let database = postgres_cluster::database();
        let mut connection = connect(&Address::new(&database.url())).unwrap();
        let own_tables = "SELECT count(*) FROM pg_tables
            WHERE schemaname = current_schema() AND tablename <> '__diesel_schema_migrations'";
        for _ in 0..2 {
            run(&mut connection).unwrap().unwrap();
            assert!(sql::<BigInt>(own_tables).get_result::<i64>(&mut connection).unwrap() > 0);
            connection.revert_all_migrations(MIGRATIONS).unwrap();
            assert_eq!(sql::<BigInt>(own_tables).get_result(&mut connection), Ok(0_i64));
            connection.batch_execute("DROP TABLE __diesel_schema_migrations").unwrap();
        }
    }
}
