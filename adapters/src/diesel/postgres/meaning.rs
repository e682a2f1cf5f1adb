//! What PostgreSQL means by its errors.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use ports::Field;

/// Whether trying again later may help: the connection is lost, or the server is the wrong one of a
/// pair, or it took too long.
pub(super) fn is_temporary(error: &Error) -> bool {
    match error {
        Error::BrokenTransactionManager => true,
        Error::RollbackErrorOnCommit { rollback_error, commit_error } => {
            is_temporary(rollback_error) || is_temporary(commit_error)
        }
        Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction | DatabaseErrorKind::SerializationFailure, _) => {
            true
        }
        // Diesel hands on the words for this, not the code.
        Error::DatabaseError(DatabaseErrorKind::Unknown, info) => {
            let message = info.message();
            message.starts_with("canceling statement due to") || message.contains("No space left on device")
        }
        error => is_lost(error),
    }
}

/// Whether the connection is lost.
pub(super) fn is_lost(error: &Error) -> bool {
    use DatabaseErrorKind::{ClosedConnection, UnableToSendCommand};
    matches!(error, Error::DatabaseError(ClosedConnection | UnableToSendCommand, _))
}

/// The field that a constraint is about, by the name that PostgreSQL gave it.
pub(super) fn taken_field(info: &dyn DatabaseErrorInformation) -> Option<Field> {
    match info.constraint_name()? {
        "users_pkey" | "groups_pkey" | "accesses_pkey" | "sessions_pkey" | "refresh_tokens_pkey" => Some(Field::Id),
        "users_login_key" => Some(Field::Login),
        "groups_name_key" | "accesses_name_key" => Some(Field::Name),
        "refresh_tokens_secret_key" => Some(Field::Secret),
        _ => None,
    }
}
