//! A [`Store`] on Diesel, kept in one SQLite file.
//!
//! SQLite's ways are known to `connection`, `file`, `error`, `functions`, `catalog` and the migrations
//! only; the rest is written against the aliases `Connection` and `Dialect`.

mod accesses;
mod audit;
mod backup;
mod catalog;
mod column;
mod connection;
mod error;
mod file;
mod functions;
mod groups;
mod inspection;
mod lock;
mod memberships;
mod migrations;
mod paging;
mod policy;
mod pool;
mod refresh_tokens;
mod restore;
mod schema;
mod secrets;
mod sessions;
mod subject;
mod transaction;
mod unit;
mod users;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use diesel::{OptionalExtension, QueryDsl, RunQueryDsl};
use ports::{Intent, Store, StoreError, UnitOfWork};

use self::pool::{Pool, blocking};
use self::unit::DieselUnit;

pub use self::backup::BackupError;
pub use self::file::OpenError;
pub use self::restore::RestoreError;

/// Keeps everything in an SQLite file. Several processes may have the same file open.
#[derive(Clone)]
pub struct DieselStore {
    pool: Pool,
}

impl DieselStore {
    /// Opens the file and brings its tables up to date. A file that does not exist is made, for
    /// its owner's eyes only; its folder must exist.
    ///
    /// Fails with an [`OpenError`] inside [`StoreError::Backend`] if the file is damaged or was not
    /// written by this program, or by a later version of it.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { pool: Pool::open(path).await? })
    }

    /// Whether any process has the store in the file `path` open. Where locks cannot tell, it has.
    pub fn is_open(path: &Path) -> std::io::Result<bool> {
        lock::StoreLock::is_held(path)
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
impl Store for DieselStore {
    async fn begin(&self, intent: Intent) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(DieselUnit::new(intent, self.pool.begin(intent).await?)))
    }

    async fn check(&self) -> Result<(), StoreError> {
        let mut unit = DieselUnit::new(Intent::Read, self.pool.begin(Intent::Read).await?);
        unit.read("checking the database", |connection| {
            schema::users::table.select(schema::users::id).first::<String>(connection).optional()?;
            Ok(())
        })
        .await
    }
}
