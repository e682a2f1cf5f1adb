//! Whether a file is a whole and sound store.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection as _, RunQueryDsl};

use super::connection::Connection;
use super::file::{OpenError, is_ours};
use super::functions;
use super::shared::error::Failure;
use super::shared::history;

/// Reads all of a file that nobody else has open; nothing is left beside it.
pub(super) fn inspect(path: &Path) -> Result<(), OpenError> {
    let unusable = |reason: String| OpenError::Unusable { path: path.into(), reason };
    let url = path.to_str().ok_or_else(|| OpenError::Name(path.into()))?;
    let mut connection = Connection::establish(url).map_err(|error| unusable(error.to_string()))?;
    look(&mut connection, path).map_err(|failure| unusable(failure.to_string()))?
}

fn look(connection: &mut Connection, path: &Path) -> Result<Result<(), OpenError>, Failure> {
    let unusable = |reason: String| Ok(Err(OpenError::Unusable { path: path.into(), reason }));
    if is_empty(connection)? || !is_ours(connection)? {
        return Ok(Err(OpenError::Foreign(path.into())));
    }
    functions::register(connection)?;
    connection.batch_execute("PRAGMA journal_mode = DELETE")?;
    let integrity: String =
        sql::<Text>("SELECT integrity_check FROM pragma_integrity_check LIMIT 1").get_result(connection)?;
    if integrity != "ok" {
        return unusable(integrity);
    }
    let broken: i64 = sql::<BigInt>("SELECT count(*) FROM pragma_foreign_key_check").get_result(connection)?;
    if broken > 0 {
        return unusable(format!("{broken} records refer to others that are not there"));
    }
    Ok(match history::missing(connection)? {
        Some(migration) => Err(OpenError::Newer { path: path.into(), migration }),
        None => Ok(()),
    })
}

fn is_empty(connection: &mut Connection) -> QueryResult<bool> {
    let tables: i64 = sql::<BigInt>("SELECT count(*) FROM sqlite_schema").get_result(connection)?;
    Ok(tables == 0)
}
