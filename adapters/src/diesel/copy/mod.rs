//! All records of one store, copied into another one of whatever kind.
//!
//! Rows go as they are, a batch in each transaction and in the order of their keys, so that a copy that
//! was cut short goes on behind the last row that is there. Until all is copied and compared, the new
//! store has a mark by which every server refuses it.

pub(super) mod tables;

use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ports::StoreError;
use serde_json::Value;
use thiserror::Error;

use self::tables::{CATALOGUE, TABLES, Table};
use super::postgres::PostgresShelf;
use super::sqlite::SqliteShelf;
use super::{PostgresSettings, PostgresStore, SqliteStore};

/// So many rows go at once.
const BATCH: usize = 5_000;

/// No program knows a migration of this name; a store that requires it is refused by every server.
pub(super) const MARK: &str = "copy-not-finished";

/// Where a store is.
#[derive(Clone)]
pub enum StorePlace {
    /// In an SQLite file.
    File(PathBuf),
    /// In a PostgreSQL database.
    Postgres(PostgresSettings),
}

/// Why a store is not copied, or not all of it.
#[derive(Debug, Error)]
pub enum CopyError {
    /// There is nothing to copy.
    #[error("there is no store at {}", .0.display())]
    NoStore(PathBuf),
    /// What is written meanwhile would be missing, or be written over.
    #[error("{0} is in use; stop the server first")]
    InUse(&'static str),
    /// What is there must stay.
    #[error(
        "the store to copy to holds {table} already; it must be new, or a copy of the same store that was cut short"
    )]
    Holds {
        /// Which records.
        table: &'static str,
    },
    /// One of the stores fails. What is copied is kept, and the same command goes on from there.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stores are not alike.
    #[error("a record of {table} is not the same in both stores, behind {after}; copy into a new store")]
    Differs {
        /// Which records.
        table: &'static str,
        /// The key of the one before.
        after: String,
    },
}

/// Rows of a store, as JSON lists in the order of the table's columns.
pub(super) trait Shelf: Send {
    /// Those that come after this one.
    fn rows(&mut self, table: &Table, after: Option<&Value>, limit: usize) -> Result<Vec<Value>, StoreError>;
    /// The one that comes last.
    fn last(&mut self, table: &Table) -> Result<Option<Value>, StoreError>;
    /// Adds all of these.
    fn add(&mut self, table: &Table, rows: &[Value]) -> Result<(), StoreError>;
    /// Removes all there are.
    fn clear(&mut self, table: &Table) -> Result<(), StoreError>;
    /// The highest id that was ever given.
    fn highest_id(&mut self, table: &Table) -> Result<i64, StoreError>;
    /// Gives higher ids than this one from now on.
    fn give_ids_after(&mut self, table: &Table, id: i64) -> Result<(), StoreError>;
    /// Makes servers refuse the store.
    fn mark(&mut self) -> Result<(), StoreError>;
    /// Makes servers take the store.
    fn unmark(&mut self) -> Result<(), StoreError>;
}

/// Copies all records, and compares each of them afterwards; calls `told` with how many of a table are
/// copied now, or compared. Tells how many there are.
///
/// Nobody may use either store meanwhile. This blocks.
pub fn copy_store(from: &StorePlace, to: &StorePlace, told: &mut dyn FnMut(&str, u64)) -> Result<u64, CopyError> {
    let mut source = open_source(from)?;
    let (mut target, is_unfinished) = open_target(to)?;
    if !is_unfinished {
        for table in TABLES.iter().filter(|table| table.name != CATALOGUE.name) {
            if target.last(table)?.is_some() {
                return Err(CopyError::Holds { table: table.name });
            }
        }
    }
    target.mark()?;
    for table in &TABLES {
        fill(table, source.as_mut(), target.as_mut(), told)?;
    }
    let mut all = 0;
    for table in &TABLES {
        all += compare(table, source.as_mut(), target.as_mut(), told)?;
    }
    target.unmark()?;
    Ok(all)
}

fn open_source(place: &StorePlace) -> Result<Box<dyn Shelf>, CopyError> {
    if is_open(place)? {
        return Err(CopyError::InUse("the store to be copied"));
    }
    Ok(match place {
        StorePlace::File(path) if !path.exists() => return Err(CopyError::NoStore(path.clone())),
        StorePlace::File(path) => Box::new(SqliteShelf::open(path)?),
        StorePlace::Postgres(settings) => Box::new(PostgresShelf::open(settings)?),
    })
}

/// The store, and whether it is a copy that was cut short.
fn open_target(place: &StorePlace) -> Result<(Box<dyn Shelf>, bool), CopyError> {
    let is_unfinished = match place {
        StorePlace::File(path) => SqliteShelf::take_mark(path)?,
        StorePlace::Postgres(settings) => PostgresShelf::take_mark(settings)?,
    };
    if is_open(place)? {
        return Err(CopyError::InUse("the store to copy to"));
    }
    let shelf: Box<dyn Shelf> = match place {
        StorePlace::File(path) => Box::new(SqliteShelf::open(path)?),
        StorePlace::Postgres(settings) => Box::new(PostgresShelf::open(settings)?),
    };
    Ok((shelf, is_unfinished))
}

fn is_open(place: &StorePlace) -> Result<bool, StoreError> {
    match place {
        StorePlace::File(path) => {
            SqliteStore::is_open(path).map_err(|error| StoreError::backend("finding out who uses the store", error))
        }
        StorePlace::Postgres(settings) => stays_open(settings),
    }
}

/// How long a database may go on telling of a session that has ended, such as ours of a moment ago or
/// that of a copy that was killed.
const LONGEST_END: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(50);

fn stays_open(settings: &PostgresSettings) -> Result<bool, StoreError> {
    let end = Instant::now() + LONGEST_END;
    while PostgresStore::is_open_now(settings)? {
        if Instant::now() >= end {
            return Ok(true);
        }
        sleep(PAUSE);
    }
    Ok(false)
}

fn fill(
    table: &Table,
    source: &mut dyn Shelf,
    target: &mut dyn Shelf,
    told: &mut dyn FnMut(&str, u64),
) -> Result<(), CopyError> {
    if table.name == CATALOGUE.name {
        target.clear(table)?;
    }
    let mut last = target.last(table)?;
    let mut copied = 0;
    loop {
        let rows = source.rows(table, last.as_ref(), BATCH)?;
        if rows.is_empty() {
            break;
        }
        target.add(table, &rows)?;
        copied += rows.len() as u64;
        told(&format!("copied: {}", table.name), copied);
        last = rows.into_iter().last();
    }
    if table.gives_ids {
        target.give_ids_after(table, source.highest_id(table)?)?;
    }
    Ok(())
}

/// How many rows there are, which are the same in both stores.
fn compare(
    table: &Table,
    source: &mut dyn Shelf,
    target: &mut dyn Shelf,
    told: &mut dyn FnMut(&str, u64),
) -> Result<u64, CopyError> {
    let (mut last, mut compared) = (None::<Value>, 0);
    loop {
        let rows = source.rows(table, last.as_ref(), BATCH)?;
        if rows != target.rows(table, last.as_ref(), BATCH)? {
            let after = last.map_or_else(|| "the beginning".to_owned(), |row| table.key_of(&row).to_string());
            return Err(CopyError::Differs { table: table.name, after });
        }
        if rows.is_empty() {
            return Ok(compared);
        }
        compared += rows.len() as u64;
        told(&format!("the same in both: {}", table.name), compared);
        last = rows.into_iter().last();
    }
}
