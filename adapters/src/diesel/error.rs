//! What the engine's errors mean to whoever uses the port.

use diesel::result::{DatabaseErrorKind, Error as QueryError};
use ports::{Field, Record, StoreError};
use thiserror::Error;

use super::column::ColumnError;

/// Why a statement did not do what it should.
#[derive(Debug, Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Column(#[from] ColumnError),
    #[error("{0}")]
    Migration(Box<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// What it means, whatever was being done.
    pub(super) fn during(self, doing: &'static str) -> StoreError {
        match self {
            Self::Query(QueryError::DatabaseError(_, info)) if is_passing(info.message()) => {
                StoreError::Unavailable(info.message().to_owned())
            }
            failure => StoreError::backend(doing, failure),
        }
    }

    /// What it means when a record of this kind was being written.
    pub(super) fn writing(self, record: Record, doing: &'static str) -> StoreError {
        match &self {
            Self::Query(QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)) => {
                match taken_field(info.message()) {
                    Some(field) => StoreError::Conflict { record, field },
                    None => self.during(doing),
                }
            }
            Self::Query(QueryError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => {
                StoreError::MissingReference { record }
            }
            _ => self.during(doing),
        }
    }
}

/// Whether it may be another moment: somebody holds a lock, or the disk is full or does not work.
fn is_passing(message: &str) -> bool {
    const DISK: [&str; 4] = [
        "database or disk is full",
        "disk I/O error",
        "attempt to write a readonly database",
        "unable to open database file",
    ];
    is_busy(message) || DISK.contains(&message)
}

/// Diesel hands on SQLite's words for this, not its code.
pub(super) fn is_busy(message: &str) -> bool {
    matches!(message, "database is locked" | "database table is locked" | "database schema is locked")
}

/// SQLite names the columns of the violated constraint in its message and nowhere else.
fn taken_field(message: &str) -> Option<Field> {
    let (_table, column) = message.strip_prefix("UNIQUE constraint failed: ")?.split_once('.')?;
    match column {
        "id" => Some(Field::Id),
        "login" => Some(Field::Login),
        "name" => Some(Field::Name),
        "secret" => Some(Field::Secret),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use diesel::Connection as _;
    use diesel::connection::SimpleConnection;

    use super::super::connection::Connection;
    use super::*;

    #[test]
    fn a_lock_that_another_holds_means_try_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let connect = || Connection::establish(path.to_str().unwrap()).unwrap();
        let mut holder = connect();
        holder.batch_execute("BEGIN IMMEDIATE").unwrap();

        let error = connect().batch_execute("BEGIN IMMEDIATE").unwrap_err();
        assert!(matches!(Failure::from(error).during("beginning"), StoreError::Unavailable(_)));
    }
}
