//! A [`Store`] in a PostgreSQL database.

mod connection;
mod functions;
mod lease;
mod list;
mod meaning;
mod migrations;
mod news;
#[path = "../shared/mod.rs"]
mod shared;
mod shelf;
mod tag_text;

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use diesel::RunQueryDsl;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use ports::{Intent, Lease, Load, Store, StoreError, Topic, UnitOfWork, Work};
use thiserror::Error;

pub(super) use self::shelf::PostgresShelf;

use self::connection::{Address, Connection, connect};
use self::lease::Leases;
use self::news::News;
use self::shared::error::Failure;
use self::shared::pool::{Pool, blocking};
use self::shared::unit::DieselUnit;

/// The sessions of other processes that call themselves as this one does.
const OTHERS: &str = "SELECT count(*) FROM pg_catalog.pg_stat_activity
    WHERE datname = current_database() AND application_name = current_setting('application_name')
    AND pid <> pg_backend_pid()";

/// Where a database is, and how it is used.
#[derive(Clone)]
pub struct PostgresSettings {
    /// Such as `postgres://user:password@host/database?sslmode=verify-full`, as libpq takes it. A secret.
    pub url: String,
    /// How many connections there may be at once; one of them at most writes.
    pub pool_size: NonZeroU32,
}

/// Why a database cannot be used as a store.
#[derive(Debug, Error)]
pub enum PostgresError {
    /// It cannot hold every text.
    #[error("the database has the encoding {0}; it must be UTF8")]
    Encoding(String),
    /// Its tables are not ours.
    #[error("the database holds tables of another program; give the store a database, or a schema, of its own")]
    Foreign,
    /// Its tables have changes that this program cannot work with.
    #[error("the database needs a later version of this program: one that knows migration {migration}")]
    Newer {
        /// The first that is unknown.
        migration: String,
    },
}

/// Keeps everything in a PostgreSQL database, which several processes may use.
#[derive(Clone)]
pub struct PostgresStore {
    pool: Pool,
    address: Arc<Address>,
    leases: Leases,
    /// From when somebody asks for it first: a command that does its work and ends needs none.
    news: Arc<OnceLock<Arc<News>>>,
}

impl PostgresStore {
    /// Connects to the database and brings its tables up to date.
    ///
    /// Fails with [`StoreError::Unavailable`] in the words of the server or of libpq if there is no
    /// connection to be had, and with a [`PostgresError`] inside [`StoreError::Backend`] if the database
    /// cannot be used.
    pub async fn open(settings: &PostgresSettings) -> Result<Self, StoreError> {
        let address = Address::new(&settings.url);
        let address = blocking("opening the database", move || Self::prepare(&address).map(|_| address)).await?;
        let address = Arc::new(address);
        Ok(Self {
            pool: Pool::new(address.clone(), settings.pool_size.get() as usize),
            leases: Leases::new(address.clone()),
            address,
            news: Arc::default(),
        })
    }

    /// Whether any process has the database open as a store; nothing is changed. Fails as
    /// [`PostgresStore::open`] does.
    pub async fn is_open(settings: &PostgresSettings) -> Result<bool, StoreError> {
        let settings = settings.clone();
        blocking("finding out who uses the database", move || Self::is_open_now(&settings)).await
    }

    /// [`PostgresStore::is_open`], for who may block.
    pub(super) fn is_open_now(settings: &PostgresSettings) -> Result<bool, StoreError> {
        let connection = &mut connect(&Address::new(&settings.url))?;
        let failed = |failure: Failure| failure.during("finding out who uses the database");
        let verdict = migrations::judge(connection).map_err(failed)?;
        verdict.map_err(|error| StoreError::backend("finding out who uses the database", error))?;
        let others: i64 = sql::<BigInt>(OTHERS).get_result(connection).map_err(|error| failed(error.into()))?;
        Ok(others > 0)
    }

    /// A connection to a database whose tables are up to date.
    fn prepare(address: &Address) -> Result<Connection, StoreError> {
        let doing = "opening the database";
        let mut connection = connect(address)?;
        let verdict = migrations::run(&mut connection).map_err(|failure| failure.during(doing))?;
        verdict.map_err(|error| StoreError::backend(doing, error))?;
        Ok(connection)
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn begin(&self, intent: Intent) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(DieselUnit::begin(&self.pool, intent).await?))
    }

    async fn check(&self) -> Result<(), StoreError> {
        DieselUnit::begin(&self.pool, Intent::Read).await?.check().await
    }

    async fn lead(&self, work: Work) -> Result<Option<Box<dyn Lease>>, StoreError> {
        self.leases.take(work).await
    }

    async fn changed(&self, topic: Topic) {
        self.news.get_or_init(|| news::listen(self.address.clone())).of(topic).notified().await;
    }

    fn load(&self) -> Option<Load> {
        Some(self.pool.load())
    }
}
