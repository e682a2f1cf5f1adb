//! The connections, and the order in which those who want one get it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::connection::AnsiTransactionManager;
use ports::{Intent, Load, StoreError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{self, JoinError};
use tokio::time;

use super::connection::{Address, Connection, LONGEST_BEGIN, begin_statement, connect};
use super::error::Failure;
use super::meaning::is_lost;
use super::transaction::Transaction;

const BEGINNING: &str = "beginning a transaction";

/// Connections to one database.
#[derive(Clone)]
pub(in super::super) struct Pool {
    address: Arc<Address>,
    idle: Arc<Idle>,
    /// One permit for each connection: who finds none waits here, and not on a blocking thread.
    free: Arc<Semaphore>,
    /// The writers of this process queue here, first come, first served; the database alone would have
    /// each of them take up a connection.
    writer: Arc<Semaphore>,
    size: usize,
    waiting: Arc<AtomicUsize>,
}

/// Connections that nobody uses.
#[derive(Default)]
pub(super) struct Idle(Mutex<Vec<Connection>>);

/// What must be held while a transaction is open.
pub(super) struct Permits {
    _writer: Option<OwnedSemaphorePermit>,
    _connection: OwnedSemaphorePermit,
}

impl Pool {
    /// Connects when somebody wants to, at most so many times.
    pub(in super::super) fn new(address: Arc<Address>, size: usize) -> Self {
        Self {
            address,
            idle: Arc::default(),
            free: Arc::new(Semaphore::new(size)),
            writer: Arc::new(Semaphore::new(1)),
            size,
            waiting: Arc::default(),
        }
    }

    /// Begins a transaction as soon as it may.
    pub(in super::super) async fn begin(&self, intent: Intent) -> Result<Transaction, StoreError> {
        within(LONGEST_BEGIN, async {
            let permits = self.permits(intent).await?;
            let (address, idle) = (self.address.clone(), self.idle.clone());
            blocking(BEGINNING, move || {
                let begun = begun(&address, &idle, intent)?;
                Ok(Transaction::begun(begun, idle, permits))
            })
            .await
        })
        .await
    }

    async fn permits(&self, intent: Intent) -> Result<Permits, StoreError> {
        let _waiting = Waiting::new(&self.waiting);
        let closed = |error| StoreError::backend("waiting for a connection", error);
        let writer = match intent {
            Intent::Read => None,
            Intent::Write => Some(self.writer.clone().acquire_owned().await.map_err(closed)?),
        };
        let connection = self.free.clone().acquire_owned().await.map_err(closed)?;
        Ok(Permits { _writer: writer, _connection: connection })
    }

    pub(in super::super) fn load(&self) -> Load {
        let in_use = self.size.saturating_sub(self.free.available_permits());
        Load { in_use, waiting: self.waiting.load(Ordering::Relaxed) }
    }
}

/// One who waits, until it gets what it waits for or gives up.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Idle {
    pub(super) fn put(&self, connection: Connection) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    fn take(&self) -> Option<Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Gives up after so long, if there is a limit. What runs on another thread goes on there.
pub(super) async fn within<T>(
    longest: Option<Duration>,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    match longest {
        None => work.await,
        Some(longest) => {
            let silent = |_| StoreError::Unavailable(format!("no answer within {} seconds", longest.as_secs()));
            time::timeout(longest, work).await.map_err(silent)?
        }
    }
}

/// A connection with a transaction begun on it; one that cannot begin any is closed.
fn begun(address: &Address, idle: &Idle, intent: Intent) -> Result<Connection, StoreError> {
    let begin = |connection: &mut Connection| {
        AnsiTransactionManager::begin_transaction_sql(connection, begin_statement(intent))
    };
    while let Some(mut connection) = idle.take() {
        match begin(&mut connection) {
            Ok(()) => return Ok(connection),
            // So are the others, most likely.
            Err(error) if is_lost(&error) => idle.clear(),
            Err(error) => return Err(Failure::from(error).during(BEGINNING)),
        }
    }
    let mut connection = connect(address)?;
    begin(&mut connection).map_err(|error| Failure::from(error).during(BEGINNING))?;
    Ok(connection)
}

/// Runs on a thread that may block.
pub(in super::super) async fn blocking<T, F>(doing: &'static str, work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, StoreError> + Send + 'static,
{
    let panicked = |error: JoinError| StoreError::backend(doing, error);
    task::spawn_blocking(work).await.map_err(panicked)?
}
