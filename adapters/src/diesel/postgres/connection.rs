//! How this adapter speaks to PostgreSQL.

use std::time::Duration;

use diesel::connection::{Connection as _, SimpleConnection};
use diesel::pg::{Pg, PgConnection};
use diesel::result::ConnectionError;
use ports::{Intent, StoreError};

use super::shared::error::Failure;

/// What this adapter talks to.
pub(super) type Connection = PgConnection;
/// The SQL that [`Connection`] speaks.
pub(super) type Dialect = Pg;

/// How long one may have to wait, all in all, until a transaction is begun.
pub(super) const LONGEST_BEGIN: Option<Duration> = Some(Duration::from_secs(10));
/// After so long a call is given up; a server that is alive has ended it before.
pub(super) const LONGEST_CALL: Option<Duration> = Some(Duration::from_secs(65));

/// Joins two tables; in which order is for the server to decide.
pub(super) const JOIN_IN_ORDER: &str = "JOIN";

/// So many tags are passed by, in the order of their names, with the work of adding up one repository.
pub(super) const PASSED_AS_ADDED: i64 = 1;

/// What a connection is made with, unless the address says otherwise: a server that does not answer, or
/// a network that loses everything, is noticed soon.
const PARAMETERS: [(&str, &str); 6] = [
    ("application_name", "registry-admin"),
    ("connect_timeout", "5"),
    ("keepalives_idle", "15"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "8000"),
];

/// What is set for each connection. A commit is promised to be durable, and a process that hangs
/// must not keep the others from writing for ever.
const SETTINGS: &str = "
    SET synchronous_commit = on;
    SET lock_timeout = '8s';
    SET statement_timeout = '60s';
    SET idle_in_transaction_session_timeout = '60s';
";

/// Where the database is, and how to get in: a secret, since a password may be in it.
pub(super) struct Address(String);

impl Address {
    /// Takes a URL as libpq does.
    pub(super) fn new(url: &str) -> Self {
        let mut url = url.to_owned();
        for (name, value) in PARAMETERS {
            if !url.contains(&format!("{name}=")) {
                let separator = if url.contains('?') { '&' } else { '?' };
                url.push_str(&format!("{separator}{name}={value}"));
            }
        }
        Self(url)
    }
}

/// Connects.
pub(super) fn connect(Address(url): &Address) -> Result<Connection, StoreError> {
    let unavailable = |error: ConnectionError| StoreError::Unavailable(error.to_string());
    let mut connection = Connection::establish(url).map_err(unavailable)?;
    connection
        .batch_execute(SETTINGS)
        .map_err(|error| Failure::from(error).during("setting up a connection to the database"))?;
    Ok(connection)
}

/// Waits until nobody else writes, whatever process it is, until the end of the transaction. The number
/// is "RegAdmin" in ASCII; each database has such locks of its own.
macro_rules! take_turns {
    () => {
        "SELECT pg_advisory_xact_lock(5937265214313294190)"
    };
}

/// See [`take_turns`].
pub(super) const TAKE_TURNS: &str = take_turns!();

/// What begins a transaction. A reader sees one state; a writer sees, statement by statement, what was
/// committed before its turn.
pub(super) fn begin_statement(intent: Intent) -> &'static str {
    match intent {
        Intent::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        Intent::Write => concat!("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ", take_turns!()),
    }
}
