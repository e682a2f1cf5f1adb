//! How values of the domain are written into columns, and read from them.

use std::fmt::Display;
use std::str::FromStr;

use thiserror::Error;
use time::OffsetDateTime;

/// A stored value that is none of the domain.
#[derive(Debug, Error)]
#[error("{table}.{column} of the row {id} cannot be read: {cause}")]
pub(in super::super) struct ColumnError {
    table: &'static str,
    column: &'static str,
    id: String,
    cause: String,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) table: &'static str,
    pub(super) id: &'a str,
}

impl Row<'_> {
    /// Reads a value that is kept as text.
    pub(super) fn parse<T: FromStr<Err: Display>>(self, column: &'static str, text: &str) -> Result<T, ColumnError> {
        text.parse().map_err(|error| self.unreadable(column, error))
    }

    /// Reads a moment.
    pub(super) fn moment(self, column: &'static str, microseconds: i64) -> Result<OffsetDateTime, ColumnError> {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1000)
            .map_err(|error| self.unreadable(column, error))
    }

    /// Says that a value makes no sense.
    pub(super) fn unreadable(self, column: &'static str, cause: impl Display) -> ColumnError {
        ColumnError { table: self.table, column, id: self.id.to_owned(), cause: cause.to_string() }
    }
}

/// A moment as it is stored: in microseconds since 1970-01-01 UTC.
pub(super) fn microseconds(moment: OffsetDateTime) -> i64 {
    moment.unix_timestamp() * 1_000_000 + i64::from(moment.microsecond())
}

/// Ids, or other values, as they are stored.
pub(super) fn texts<T: ToString>(values: impl IntoIterator<Item = T>) -> Vec<String> {
    values.into_iter().map(|value| value.to_string()).collect()
}

/// A number as it is stored: none that matters is too large for that.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
