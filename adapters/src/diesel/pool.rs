//! The connections, and the order in which those who want one get it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::r2d2::{self, ConnectionManager};
use ports::{Intent, Load, StoreError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{self, JoinError};

use super::connection::{Connection, SetUp, begin_statement};
use super::error::Failure;
use super::file;
use super::lock::StoreLock;
use super::transaction::Transaction;

const SIZE: u32 = 8;

/// A connection from the pool.
pub(super) type Pooled = r2d2::PooledConnection<ConnectionManager<Connection>>;

/// Connections to one database.
#[derive(Clone)]
pub(super) struct Pool {
    connections: r2d2::Pool<ConnectionManager<Connection>>,
    /// One permit for each connection: who finds none waits here, and not on a blocking thread.
    free: Arc<Semaphore>,
    /// The writers of this process queue here, first come, first served; SQLite alone would have
    /// them try again and again.
    writer: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Keeps the file in its place.
    _lock: Arc<StoreLock>,
}

/// What must be held while a transaction is open.
pub(super) struct Permits {
    _writer: Option<OwnedSemaphorePermit>,
    _connection: OwnedSemaphorePermit,
}

impl Pool {
    pub(super) async fn open(path: &Path) -> Result<Self, StoreError> {
        let path = path.to_owned();
        blocking("opening the database", move || {
            let (url, lock) = file::prepare(&path)?;
            let connections = r2d2::Pool::builder()
                .max_size(SIZE)
                // A file is always there, and never tires of a connection.
                .test_on_check_out(false)
                .idle_timeout(None)
                .max_lifetime(None)
                .connection_customizer(Box::new(SetUp))
                .build_unchecked(ConnectionManager::new(url));
            let free = Arc::new(Semaphore::new(SIZE as usize));
            Ok(Self {
                connections,
                free,
                writer: Arc::new(Semaphore::new(1)),
                waiting: Arc::default(),
                _lock: Arc::new(lock),
            })
        })
        .await
    }

    /// Begins a transaction as soon as it may.
    pub(super) async fn begin(&self, intent: Intent) -> Result<Transaction, StoreError> {
        let permits = self.permits(intent).await?;
        let connections = self.connections.clone();
        blocking("beginning a transaction", move || {
            let connection = connections.get().map_err(|error| StoreError::Unavailable(error.to_string()))?;
            Transaction::begin(connection, permits, begin_statement(intent))
                .map_err(|error| Failure::from(error).during("beginning a transaction"))
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

    pub(super) fn load(&self) -> Load {
        let in_use = (SIZE as usize).saturating_sub(self.free.available_permits());
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

/// Runs on a thread that may block.
pub(super) async fn blocking<T, F>(doing: &'static str, work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, StoreError> + Send + 'static,
{
    let panicked = |error: JoinError| StoreError::backend(doing, error);
    task::spawn_blocking(work).await.map_err(panicked)?
}
