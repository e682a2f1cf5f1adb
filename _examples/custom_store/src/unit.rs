use std::fmt::Display;

use async_trait::async_trait;
use ports::{StoreError, UnitOfWork, parts_of_itself};
use redb::{Range, ReadTransaction, ReadableTable, WriteTransaction};
use tokio::sync::OwnedMutexGuard;

use crate::kept::{Count, Counter, Record, Table};
use crate::store::failed;

/// A unit of work is a transaction of redb. What it reads is in memory or will be in no time, so that
/// it is read in place; only a commit waits for the disk.
pub(crate) struct RedbUnit {
    pub(crate) transaction: Transaction,
}

/// The transaction comes first: it has to end before the turn is over.
pub(crate) enum Transaction {
    Reading(ReadTransaction),
    Writing(Box<WriteTransaction>, OwnedMutexGuard<()>),
}

/// A row as redb gives it.
pub(crate) type Rows<'a> = Range<'a, &'static str, &'static [u8]>;

impl RedbUnit {
    /// The record with this key.
    pub(crate) fn get<R: Record>(&self, key: impl Display) -> Result<Option<R>, StoreError> {
        let key = key.to_string();
        let bytes = match &self.transaction {
            Transaction::Reading(transaction) => {
                let table = transaction.open_table(R::TABLE).map_err(failed)?;
                let found = table.get(key.as_str()).map_err(failed)?;
                found.map(|found| found.value().to_vec())
            }
            Transaction::Writing(transaction, _) => {
                let table = transaction.open_table(R::TABLE).map_err(failed)?;
                let found = table.get(key.as_str()).map_err(failed)?;
                found.map(|found| found.value().to_vec())
            }
        };
        bytes.map(|bytes| read(&bytes)).transpose()
    }

    /// All records of a kind, by key.
    pub(crate) fn records<R: Record>(&self) -> Result<Vec<R>, StoreError> {
        self.scan(R::TABLE, |rows| {
            rows.map(|row| {
                let (_, bytes) = row.map_err(failed)?;
                read(bytes.value())
            })
            .collect()
        })
    }

    /// Goes through a table, in the order of the keys.
    pub(crate) fn scan<T>(
        &self,
        table: Table,
        go: impl FnOnce(Rows<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match &self.transaction {
            Transaction::Reading(transaction) => {
                go(transaction.open_table(table).map_err(failed)?.iter().map_err(failed)?)
            }
            Transaction::Writing(transaction, _) => {
                go(transaction.open_table(table).map_err(failed)?.iter().map_err(failed)?)
            }
        }
    }

    /// Adds a record, or puts it in the place of the one with its key.
    pub(crate) fn put<R: Record>(&mut self, record: &R) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(record).map_err(|error| StoreError::backend("writing a record", error))?;
        let mut table = self.writing()?.open_table(R::TABLE).map_err(failed)?;
        table.insert(record.key().as_str(), bytes.as_slice()).map_err(failed)?;
        drop(table);
        if R::DECIDES { self.policy_changed() } else { Ok(()) }
    }

    /// Changes the record with this key; false if there is none.
    pub(crate) fn change<R: Record>(
        &mut self,
        key: impl Display,
        change: impl FnOnce(&mut R),
    ) -> Result<bool, StoreError> {
        self.writing()?;
        match self.get(key)? {
            None => Ok(false),
            Some(mut record) => {
                change(&mut record);
                self.put(&record)?;
                Ok(true)
            }
        }
    }

    /// Removes the record with this key; false if there is none.
    pub(crate) fn delete<R: Record>(&mut self, key: impl Display) -> Result<bool, StoreError> {
        let mut table = self.writing()?.open_table(R::TABLE).map_err(failed)?;
        let was_there = table.remove(key.to_string().as_str()).map_err(failed)?.is_some();
        drop(table);
        if R::DECIDES {
            self.policy_changed()?;
        }
        Ok(was_there)
    }

    /// Removes the records that are `gone`; tells how many.
    pub(crate) fn delete_all<R: Record>(&mut self, gone: impl Fn(&R) -> bool) -> Result<u64, StoreError> {
        self.writing()?;
        let gone: Vec<R> = self.records()?.into_iter().filter(gone).collect();
        for record in &gone {
            self.delete::<R>(record.key())?;
        }
        Ok(gone.len() as u64)
    }

    /// How far a counter is.
    pub(crate) fn count(&self, counter: Counter) -> Result<u64, StoreError> {
        Ok(self.get(counter.as_str())?.map_or(0, |Count { value, .. }| value))
    }

    /// Sets a counter.
    pub(crate) fn set_count(&mut self, counter: Counter, value: u64) -> Result<(), StoreError> {
        self.put(&Count { name: counter.as_str().to_owned(), value })
    }

    /// Counts on, and tells how far the counter is then.
    pub(crate) fn next(&mut self, counter: Counter) -> Result<u64, StoreError> {
        let next = self.count(counter)? + 1;
        self.set_count(counter, next)?;
        Ok(next)
    }

    /// To be called when a copy of who may do what is outdated.
    pub(crate) fn policy_changed(&mut self) -> Result<(), StoreError> {
        self.next(Counter::Policy).map(|_| ())
    }

    /// The transaction, for changes; refuses those of a unit that only reads.
    pub(crate) fn writing(&self) -> Result<&WriteTransaction, StoreError> {
        match &self.transaction {
            Transaction::Writing(transaction, _) => Ok(transaction),
            Transaction::Reading(_) => Err(StoreError::backend("writing", "this unit of work was begun for reading")),
        }
    }
}

fn read<R: Record>(bytes: &[u8]) -> Result<R, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::backend("reading a record", error))
}

#[async_trait]
impl UnitOfWork for RedbUnit {
    parts_of_itself!();

    async fn policy_revision(&mut self) -> Result<u64, StoreError> {
        self.count(Counter::Policy)
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let Transaction::Writing(transaction, turn) = self.transaction else { return Ok(()) };
        // Whoever waits may give up; the commit goes on, and nobody else begins before it is over.
        let committing = tokio::task::spawn_blocking(move || {
            let outcome = transaction.commit();
            drop(turn);
            outcome
        });
        committing.await.map_err(|error| StoreError::backend("committing", error))?.map_err(failed)
    }
}
