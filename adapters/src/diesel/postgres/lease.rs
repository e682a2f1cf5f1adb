//! Work that one process does at a time: who has a lock of the server's has the right to it.
//!
//! The lock belongs to a connection of its own. When the process dies, the server sees the connection
//! end and gives the lock to the next who asks; when its machine is gone from the network, the server
//! finds out by probing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel::{QueryResult, RunQueryDsl};
use ports::{Lease, StoreError, Work};

use super::connection::{Address, Connection, connect};
use super::shared::error::Failure;
use super::shared::pool::blocking;

/// How often the holder makes sure that it still holds the lock.
const CHECK: Duration = Duration::from_millis(500);

/// By these the server probes whoever may have the lock.
const PROBING: &str = "
    SET tcp_keepalives_idle = 4;
    SET tcp_keepalives_interval = 2;
    SET tcp_keepalives_count = 3;
    SET tcp_user_timeout = 8000;
";

const ASKING: &str = "asking for the right to do some work";

/// Where the rights to do work are had.
#[derive(Clone)]
pub(super) struct Leases {
    address: Arc<Address>,
    /// A connection by which a lock was asked for in vain, for the next time.
    spare: Arc<Mutex<Option<Connection>>>,
}

impl Leases {
    pub(super) fn new(address: Arc<Address>) -> Self {
        Self { address, spare: Arc::default() }
    }

    /// The right to do this work, unless somebody has it.
    pub(super) async fn take(&self, work: Work) -> Result<Option<Box<dyn Lease>>, StoreError> {
        let Self { address, spare } = self.clone();
        blocking(ASKING, move || {
            let found = lock(&spare).take();
            let mut connection = match found {
                Some(connection) => connection,
                None => connect(&address)?,
            };
            if is_granted(&mut connection, work).map_err(|error| Failure::from(error).during(ASKING))? {
                let held = AdvisoryLease { connection: Arc::new(Mutex::new(Some(connection))) };
                return Ok(Some(Box::new(held) as Box<dyn Lease>));
            }
            *lock(&spare) = Some(connection);
            Ok(None)
        })
        .await
    }
}

/// Tables of several installations may be in one database, each in a schema of its own.
fn is_granted(connection: &mut Connection, work: Work) -> QueryResult<bool> {
    connection.batch_execute(PROBING)?;
    let number = match work {
        Work::Background => 1,
        Work::Sync => 2,
    };
    let lock = format!("SELECT pg_try_advisory_lock({number}, hashtext(current_schema()))");
    sql::<Bool>(&lock).get_result(connection)
}

/// A lock on a connection.
struct AdvisoryLease {
    /// There until the lock is given up.
    connection: Arc<Mutex<Option<Connection>>>,
}

#[async_trait]
impl Lease for AdvisoryLease {
    async fn lost(&self) {
        let mut is_held = true;
        while is_held {
            tokio::time::sleep(CHECK).await;
            let connection = self.connection.clone();
            let check = move || {
                let mut connection = lock(&connection);
                Ok(connection.as_mut().is_some_and(|connection| connection.batch_execute("SELECT 1").is_ok()))
            };
            is_held = blocking("making sure of a right", check).await.unwrap_or(false);
        }
    }

    async fn release(self: Box<Self>) {
        let release = blocking("giving up a right", move || {
            if let Some(mut connection) = lock(&self.connection).take()
                && let Err(error) = connection.batch_execute("SELECT pg_advisory_unlock_all()")
            {
                tracing::debug!(%error, "the right was lost with its connection");
            }
            Ok(())
        });
        if let Err(error) = release.await {
            tracing::warn!(%error, "a right is given up with its connection");
        }
    }
}

fn lock(connection: &Mutex<Option<Connection>>) -> MutexGuard<'_, Option<Connection>> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}
