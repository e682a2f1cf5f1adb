//! Two [`Store`](ports::Store)s on Diesel, which behave alike: one in an SQLite file, one in a PostgreSQL
//! database.
//!
//! `shared` holds what they have in common, written against the modules that each of them has of its
//! own: `connection`, `functions`, `list`, `meaning` and `tag_text`. It is compiled once for each, since
//! Diesel's types are of one engine.

#![expect(clippy::duplicate_mod, reason = "there is one set of types for each engine")]

mod copy;
mod postgres;
mod sqlite;

pub use self::copy::{CopyError, StorePlace, copy_store};
pub use self::postgres::{PostgresError, PostgresSettings, PostgresStore};
pub use self::sqlite::{BackupError, OpenError, RestoreError, SqliteStore};
