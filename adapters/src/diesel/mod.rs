//! A [`Store`] on Diesel, kept in one SQLite file.
//!
//! SQLite's ways are known to `connection`, `file`, `error`, `functions`, `catalog` and the migrations
//! only; the rest is written against the aliases `Connection` and `Dialect`.

mod accesses;
mod catalog;
mod column;
mod connection;
mod error;
mod file;
mod functions;
mod groups;
mod memberships;
mod migrations;
mod paging;
mod pool;
mod refresh_tokens;
mod schema;
mod secrets;
mod sessions;
mod subject;
mod transaction;
mod unit;
mod users;

use std::path::Path;

use async_trait::async_trait;
use diesel::{OptionalExtension, QueryDsl, RunQueryDsl};
use ports::{Intent, Store, StoreError, UnitOfWork};

use self::pool::Pool;
use self::unit::DieselUnit;

pub use self::file::OpenError;

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
