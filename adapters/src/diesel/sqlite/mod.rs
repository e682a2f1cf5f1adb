//! A [`Store`] in one SQLite file.

mod backup;
mod connection;
mod file;
mod functions;
mod inspection;
mod list;
mod lock;
mod meaning;
mod migrations;
mod restore;
#[path = "../shared/mod.rs"]
mod shared;
mod shelf;
mod tag_text;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use ports::{Intent, Load, Store, StoreError, UnitOfWork};

use self::connection::Address;
use self::lock::StoreLock;
use self::shared::pool::{Pool, blocking};
use self::shared::unit::DieselUnit;

pub use self::backup::BackupError;
pub use self::file::OpenError;
pub use self::restore::RestoreError;
pub(super) use self::shelf::SqliteShelf;

/// So many may read at once.
const CONNECTIONS: usize = 8;

/// Keeps everything in an SQLite file. Several processes may have the same file open.
#[derive(Clone)]
pub struct SqliteStore {
    pool: Pool,
    /// Keeps the file in its place.
    _lock: Arc<StoreLock>,
}

impl SqliteStore {
    /// Opens the file and brings its tables up to date. A file that does not exist is made, for
    /// its owner's eyes only; its folder must exist.
    ///
    /// Fails with an [`OpenError`] inside [`StoreError::Backend`] if the file is damaged or was not
    /// written by this program, or by a later version of it.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let path = path.to_owned();
        let (url, lock) = blocking("opening the database", move || file::prepare(&path)).await?;
        Ok(Self { pool: Pool::new(Arc::new(Address(url)), CONNECTIONS), _lock: Arc::new(lock) })
    }

    /// Whether any process has the store in the file `path` open. Where locks cannot tell, it has.
    pub fn is_open(path: &Path) -> std::io::Result<bool> {
        StoreLock::is_held(path)
    }

    /// Copies the store in the file `path` to the file `target`, for its owner's eyes only, while
    /// others may read and write. Everything that was committed before the call is in the copy, which
    /// is checked as a whole before it gets its name. A file of that name is replaced only if
    /// `replace` is set.
    ///
    /// Fails with a [`BackupError`] inside [`StoreError::Backend`].
    pub async fn back_up(path: &Path, target: &Path, replace: bool) -> Result<(), StoreError> {
        let (path, target) = (path.to_owned(), target.to_owned());
        let doing = "making a backup";
        blocking(doing, move || {
            backup::back_up(&path, &target, replace).map_err(|error| StoreError::backend(doing, error))
        })
        .await
    }

    /// Puts a copy of the file `backup` in the place of the store in the file `path`, which nobody may
    /// have open. The old one is kept beside it under its name and `aside`; says where, if there was one.
    ///
    /// Fails with a [`RestoreError`] inside [`StoreError::Backend`]; then the store is what it was.
    pub async fn restore(path: &Path, backup: &Path, aside: &str) -> Result<Option<PathBuf>, StoreError> {
        let (path, backup, aside) = (path.to_owned(), backup.to_owned(), aside.to_owned());
        let doing = "restoring a backup";
        blocking(doing, move || {
            restore::restore(&path, &backup, &aside).map_err(|error| StoreError::backend(doing, error))
        })
        .await
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn begin(&self, intent: Intent) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(DieselUnit::begin(&self.pool, intent).await?))
    }

    async fn check(&self) -> Result<(), StoreError> {
        DieselUnit::begin(&self.pool, Intent::Read).await?.check().await
    }

    fn load(&self) -> Option<Load> {
        Some(self.pool.load())
    }
}
