//! How this adapter speaks to SQLite.

use std::time::Duration;

use diesel::connection::{Connection as _, SimpleConnection};
use diesel::result::{ConnectionError, QueryResult};
use diesel::sqlite::{Sqlite, SqliteConnection};
use ports::{Intent, StoreError};

use super::functions;
use super::shared::error::Failure;

/// What this adapter talks to.
pub(super) type Connection = SqliteConnection;
/// The SQL that [`Connection`] speaks.
pub(super) type Dialect = Sqlite;
/// Where the database is, as SQLite wants to have it.
pub(super) struct Address(pub(super) String);

/// A file always answers; for others who hold its lock see [`PATIENCE`].
pub(super) const LONGEST_BEGIN: Option<Duration> = None;
/// A file always answers.
pub(super) const LONGEST_CALL: Option<Duration> = None;

/// Joins two tables: for each row of the first one those of the second one are looked for.
pub(super) const JOIN_IN_ORDER: &str = "CROSS JOIN";

/// So many tags are passed by, in the order of their names, with the work of adding up one repository.
pub(super) const PASSED_AS_ADDED: i64 = 40;

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

/// What begins a transaction. A writer takes the lock at once: what it reads before it writes
/// could otherwise be outdated by then, and SQLite would refuse the write.
pub(super) fn begin_statement(intent: Intent) -> &'static str {
    match intent {
        Intent::Read => "BEGIN DEFERRED",
        Intent::Write => "BEGIN IMMEDIATE",
    }
}

/// Waits for others from now on; changes nothing in the file.
pub(super) fn be_patient(connection: &mut Connection) -> QueryResult<()> {
    connection.batch_execute(PATIENCE)
}

/// Sets up a connection, patient already, to a file that is ours.
pub(super) fn set_up(connection: &mut Connection) -> QueryResult<()> {
    connection.batch_execute(SETTINGS)
}

/// Connects to a file that is ours.
pub(super) fn connect(Address(url): &Address) -> Result<Connection, StoreError> {
    let unavailable = |error: ConnectionError| StoreError::Unavailable(error.to_string());
    let mut connection = Connection::establish(url).map_err(unavailable)?;
    be_patient(&mut connection)
        .and_then(|()| set_up(&mut connection))
        .and_then(|()| functions::register(&mut connection))
        .map_err(|error| Failure::from(error).during("connecting to the database"))?;
    Ok(connection)
}
