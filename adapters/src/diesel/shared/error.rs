//! What the engine's errors mean to whoever uses the port.

use diesel::result::{DatabaseErrorKind, Error as QueryError};
use ports::{Record, StoreError};
use thiserror::Error;

use super::column::ColumnError;
use super::meaning::{is_temporary, taken_field};

/// Why a statement did not do what it should.
#[derive(Debug, Error)]
pub(in super::super) enum Failure {
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Column(#[from] ColumnError),
    #[error("the store needs a later version of this program: one that knows migration {0}")]
    Outdated(String),
    #[error("{0}")]
    Migration(Box<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// What it means, whatever was being done.
    pub(in super::super) fn during(self, doing: &'static str) -> StoreError {
        match self {
            Self::Query(error) if is_temporary(&error) => StoreError::Unavailable(error.to_string()),
            failure => StoreError::backend(doing, failure),
        }
    }

    /// What it means when a record of this kind was being written.
    pub(super) fn writing(self, record: Record, doing: &'static str) -> StoreError {
        match &self {
            Self::Query(QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)) => {
                match taken_field(info.as_ref()) {
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
