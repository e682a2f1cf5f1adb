use async_trait::async_trait;
use domain::Failed;
use ports::{Failures, StoreError};
use time::OffsetDateTime;

use crate::kept::StoredFailure;
use crate::unit::RedbUnit;

#[async_trait]
impl Failures for RedbUnit {
    async fn find(&mut self, subject: &str) -> Result<Option<Failed>, StoreError> {
        let found: Option<StoredFailure> = self.get(subject)?;
        Ok(found.map(|found| Failed { count: found.count, last_at: found.last_at }))
    }

    async fn put(&mut self, subject: &str, failed: Failed, forgotten_at: OffsetDateTime) -> Result<(), StoreError> {
        let Failed { count, last_at } = failed;
        RedbUnit::put(self, &StoredFailure { subject: subject.to_owned(), count, last_at, forgotten_at })
    }

    async fn forget(&mut self, now: OffsetDateTime) -> Result<u64, StoreError> {
        self.delete_all(|failure: &StoredFailure| failure.forgotten_at <= now)
    }
}
