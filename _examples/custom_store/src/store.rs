use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use ports::{Intent, Store, StoreError, UnitOfWork};
use redb::backends::FileBackend;
use redb::{Database, Error, ReadableDatabase};
use tokio::sync::Mutex;

use crate::kept::TABLES;
use crate::unit::{RedbUnit, Transaction};

/// How many bytes of the file may be kept in memory.
const CACHE: usize = 64 * 1024 * 1024;

/// Keeps everything in a file of redb, which one process at a time can have open.
pub struct RedbStore {
    database: Database,
    /// redb lets writers wait for each other too, but in its own way: they would stop a whole thread.
    turn: Arc<Mutex<()>>,
}

impl RedbStore {
    /// Opens the file, and makes it if it is not there, readable for its owner only.
    ///
    /// Fails with [`StoreError::Unavailable`] if another process has it open.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let file = private(path).map_err(|error| StoreError::backend("opening the file of the store", error))?;
        let backend = FileBackend::new(file).map_err(failed)?;
        let database = Database::builder().set_cache_size(CACHE).create_with_backend(backend).map_err(failed)?;
        let transaction = database.begin_write().map_err(failed)?;
        for table in TABLES {
            transaction.open_table(table).map_err(failed)?;
        }
        transaction.commit().map_err(failed)?;
        Ok(Self { database, turn: Arc::default() })
    }
}

#[async_trait]
impl Store for RedbStore {
    async fn begin(&self, intent: Intent) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let transaction = match intent {
            Intent::Read => Transaction::Reading(self.database.begin_read().map_err(failed)?),
            Intent::Write => {
                let turn = self.turn.clone().lock_owned().await;
                Transaction::Writing(Box::new(self.database.begin_write().map_err(failed)?), turn)
            }
        };
        Ok(Box::new(RedbUnit { transaction }))
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.database.begin_read().map(|_| ()).map_err(failed)
    }
}

fn private(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What redb says, as the port says it.
pub(crate) fn failed(error: impl Into<Error>) -> StoreError {
    match error.into() {
        Error::DatabaseAlreadyOpen => StoreError::Unavailable("another process has it open".to_owned()),
        error @ (Error::Io(_) | Error::PreviousIo) => StoreError::Unavailable(error.to_string()),
        error => StoreError::backend("working with redb", error),
    }
}
