//! What SQLite means by its errors.

use diesel::result::{DatabaseErrorInformation, Error};
use ports::Field;

/// Whether it may be another moment: somebody holds a lock, or the disk is full or does not work.
pub(super) fn is_temporary(error: &Error) -> bool {
    const DISK: [&str; 4] = [
        "database or disk is full",
        "disk I/O error",
        "attempt to write a readonly database",
        "unable to open database file",
    ];
    matches!(error, Error::DatabaseError(_, info) if is_busy(info.message()) || DISK.contains(&info.message()))
}

/// A file is never lost.
pub(super) fn is_lost(_error: &Error) -> bool {
    false
}

/// Diesel hands on SQLite's words for this, not its code.
pub(super) fn is_busy(message: &str) -> bool {
    matches!(message, "database is locked" | "database table is locked" | "database schema is locked")
}

/// SQLite names the columns of the violated constraint in its message and nowhere else.
pub(super) fn taken_field(info: &dyn DatabaseErrorInformation) -> Option<Field> {
    let (_table, column) = info.message().strip_prefix("UNIQUE constraint failed: ")?.split_once('.')?;
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
    use ports::StoreError;

    use super::super::connection::Connection;
    use super::super::shared::error::Failure;

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
