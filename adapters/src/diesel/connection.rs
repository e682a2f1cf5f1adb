//! How a connection to an SQLite file is made.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::r2d2::{self, CustomizeConnection};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Integer};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{Connection as _, RunQueryDsl};
use ports::{Intent, StoreError};
use thiserror::Error;

use super::error::Failure;
use super::{functions, migrations};

/// What this adapter talks to.
pub(super) type Connection = SqliteConnection;
/// The SQL that [`Connection`] speaks.
pub(super) type Dialect = Sqlite;

/// Another process may hold the write lock, or be switching the file to WAL: wait for it, from the
/// very first statement on.
const PATIENCE: &str = "PRAGMA busy_timeout = 5000";

/// WAL lets readers and a writer work side by side. `synchronous = FULL`, since a commit is
/// promised to be durable: with NORMAL the last ones would survive the end of the process but not
/// a power cut. It costs one fsync for each commit, and this program commits seldom.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -16000;
";

/// Set by the first migration.
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"RegA");

/// Why a file cannot be used as a store.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder it should be in is not there.
    #[error("the folder of the database file {} does not exist", .0.display())]
    NoFolder(PathBuf),
    /// The operating system does not let us.
    #[error("the database file {} cannot be opened", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// SQLite takes UTF-8 only.
    #[error("the name of the database file {} is not UTF-8", .0.display())]
    Name(PathBuf),
    /// It is no SQLite database, or a damaged one.
    #[error("the file {} is damaged or not a database: {reason}", .path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What SQLite found.
        reason: String,
    },
    /// Its tables are not ours.
    #[error("the file {} is a database of another program", .0.display())]
    Foreign(PathBuf),
    /// Its tables have changes that this program does not know.
    #[error("the database file {} was written by a later version of this program: it has migration {migration}", .path.display())]
    Newer {
        /// Which.
        path: PathBuf,
        /// The first that is unknown.
        migration: String,
    },
}

/// What begins a transaction. A writer takes the lock at once: what it reads before it writes
/// could otherwise be outdated by then, and SQLite would refuse the write.
pub(super) fn begin_statement(intent: Intent) -> &'static str {
    match intent {
        Intent::Read => "BEGIN DEFERRED",
        Intent::Write => "BEGIN IMMEDIATE",
    }
}

/// Checks the file, making it if need be, and brings its tables up to date; gives what
/// further connections to it are made with.
pub(super) fn prepare(path: &Path) -> Result<String, StoreError> {
    let refused = |error: OpenError| StoreError::backend("opening the database", error);
    // SQLite would take a relative name such as `file:x` or `:memory:` for something else.
    let path = &std::path::absolute(path).map_err(|source| refused(OpenError::File { path: path.into(), source }))?;
    create_private(path).map_err(refused)?;
    let url = path.to_str().ok_or_else(|| refused(OpenError::Name(path.clone())))?.to_owned();
    let damaged = |reason: String| refused(OpenError::Damaged { path: path.clone(), reason });
    let failed = |failure: Failure| match failure.during("opening the database") {
        StoreError::Backend { source, .. } => damaged(source.to_string()),
        unavailable => unavailable,
    };

    let mut connection = Connection::establish(&url).map_err(|error| damaged(error.to_string()))?;
    connection.batch_execute(PATIENCE).map_err(Failure::from).map_err(failed)?;
    if !is_ours(&mut connection).map_err(Failure::from).map_err(failed)? {
        return Err(refused(OpenError::Foreign(path.clone())));
    }
    connection.batch_execute(SETTINGS).map_err(Failure::from).map_err(failed)?;
    match migrations::run(&mut connection).map_err(failed)? {
        Some(migration) => Err(refused(OpenError::Newer { path: path.clone(), migration })),
        None => Ok(url),
    }
}

/// SQLite gives its further files the permissions of this one.
fn create_private(path: &Path) -> Result<(), OpenError> {
    if path.parent().is_some_and(|folder| !folder.is_dir()) {
        return Err(OpenError::NoFolder(path.into()));
    }
    OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .map(drop)
        .map_err(|source| OpenError::File { path: path.into(), source })
}

/// Fails if the header or the schema is damaged. To look for damage anywhere else would take seconds
/// with a large file; SQLite tells when it meets it.
fn is_ours(connection: &mut Connection) -> QueryResult<bool> {
    let tables: i64 = sql::<BigInt>("SELECT count(*) FROM sqlite_schema").get_result(connection)?;
    let id: i32 = sql::<Integer>("SELECT application_id FROM pragma_application_id").get_result(connection)?;
    Ok(tables == 0 || id == APPLICATION_ID)
}

/// Sets up each connection of the pool.
#[derive(Debug)]
pub(super) struct Settings;

impl CustomizeConnection<Connection, r2d2::Error> for Settings {
    fn on_acquire(&self, connection: &mut Connection) -> Result<(), r2d2::Error> {
        connection
            .batch_execute(PATIENCE)
            .and_then(|()| connection.batch_execute(SETTINGS))
            .and_then(|()| functions::register(connection))
            .map_err(r2d2::Error::QueryError)
    }
}
