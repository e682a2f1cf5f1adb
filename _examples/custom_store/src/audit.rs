use async_trait::async_trait;
use domain::audit::{ChainPoint, Event};
use ports::{Audit, AuditFilter, AuditRow, AuditWriter, Direction, StoreError, UnreadableEntry, Window};
use redb::{AccessGuard, StorageError};
use time::OffsetDateTime;

use crate::kept::{Record, StoredEntry, StoredWriter};
use crate::store::failed;
use crate::unit::RedbUnit;

#[async_trait]
impl Audit for RedbUnit {
    async fn append(&mut self, events: Vec<Event>) -> Result<ChainPoint, StoreError> {
        self.writing()?;
        let mut head = self.head().await?;
        for event in events {
            let entry = head.next(event);
            head = entry.point();
            self.put(&StoredEntry(entry))?;
        }
        Ok(head)
    }

    async fn head(&mut self) -> Result<ChainPoint, StoreError> {
        self.scan(StoredEntry::TABLE, |mut rows| match rows.next_back() {
            None => Ok(ChainPoint::START),
            Some(row) => {
                let (key, bytes) = row.map_err(failed)?;
                let entry = entry(key.value(), bytes.value());
                entry.map(|entry| entry.point()).map_err(|error| StoreError::backend("reading the audit log", error))
            }
        })
    }

    async fn list(
        &mut self,
        filter: &AuditFilter,
        direction: Direction,
        window: Window,
    ) -> Result<Vec<AuditRow>, StoreError> {
        self.scan(StoredEntry::TABLE, |rows| match direction {
            Direction::Ascending => cut(rows, filter, window),
            Direction::Descending => cut(rows.rev(), filter, window),
        })
    }

    async fn trim(&mut self, moment: OffsetDateTime, limit: u64) -> Result<Option<ChainPoint>, StoreError> {
        self.writing()?;
        let all_but_last = AuditFilter { before: Some(self.head().await?.sequence), ..AuditFilter::default() };
        let oldest = self.list(&all_but_last, Direction::Ascending, Window { offset: 0, limit }).await?;
        let mut end = None;
        for entry in oldest.into_iter().map_while(Result::ok).take_while(|entry| entry.event.at < moment) {
            self.delete::<StoredEntry>(StoredEntry::key_of(entry.sequence))?;
            end = Some(entry.point());
        }
        Ok(end)
    }

    async fn writers(&mut self) -> Result<Vec<AuditWriter>, StoreError> {
        Ok(self.records()?.into_iter().map(|StoredWriter(writer)| writer).collect())
    }

    async fn keep_writer(&mut self, writer: &AuditWriter) -> Result<(), StoreError> {
        self.put(&StoredWriter(writer.clone()))
    }

    async fn remove_writer(&mut self, id: &str) -> Result<bool, StoreError> {
        self.delete::<StoredWriter>(id)
    }
}

type Row<'a> = Result<(AccessGuard<'a, &'static str>, AccessGuard<'a, &'static [u8]>), StorageError>;

/// What is wanted of the rows; those behind the window are not even read.
fn cut<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    filter: &AuditFilter,
    window: Window,
) -> Result<Vec<AuditRow>, StoreError> {
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let entries = rows.map(|row| {
        let (key, bytes) = row.map_err(failed)?;
        Ok(entry(key.value(), bytes.value()))
    });
    let is_wanted = |row: &Result<AuditRow, StoreError>| match row {
        Ok(Ok(entry)) => filter.lets_through(entry),
        Ok(Err(_)) | Err(_) => true,
    };
    entries.filter(is_wanted).skip(count(window.offset)).take(count(window.limit)).collect()
}

/// Others may have written into the file, so that not every row is an entry.
fn entry(key: &str, bytes: &[u8]) -> AuditRow {
    let read = serde_json::from_slice(bytes).map(|StoredEntry(entry)| entry);
    read.map_err(|error| UnreadableEntry { sequence: key.parse().unwrap_or_default(), cause: error.to_string() })
}
