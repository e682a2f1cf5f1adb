//! How this adapter speaks to SQLite.

use diesel::connection::SimpleConnection;
use diesel::r2d2::{self, CustomizeConnection};
use diesel::result::QueryResult;
use diesel::sqlite::{Sqlite, SqliteConnection};
use ports::Intent;

use super::functions;

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

/// Sets up each connection of the pool.
#[derive(Debug)]
pub(super) struct SetUp;

impl CustomizeConnection<Connection, r2d2::Error> for SetUp {
    fn on_acquire(&self, connection: &mut Connection) -> Result<(), r2d2::Error> {
        be_patient(connection)
            .and_then(|()| set_up(connection))
            .and_then(|()| functions::register(connection))
            .map_err(r2d2::Error::QueryError)
    }
}
