use async_trait::async_trait;
use domain::Failed;
use ports::{Failures, StoreError};
use time::OffsetDateTime;

use super::state::remove_all;
use super::unit::MemoryUnit;

#[async_trait]
impl Failures for MemoryUnit {
    async fn find(&mut self, subject: &str) -> Result<Option<Failed>, StoreError> {
        Ok(self.state.failures.get(subject).map(|(failed, _)| *failed))
    }

    async fn put(&mut self, subject: &str, failed: Failed, forgotten_at: OffsetDateTime) -> Result<(), StoreError> {
        self.change()?.failures.insert(subject.to_owned(), (failed, forgotten_at));
        Ok(())
    }

    async fn forget(&mut self, now: OffsetDateTime) -> Result<u64, StoreError> {
        Ok(remove_all(&mut self.change()?.failures, |(_, forgotten_at)| *forgotten_at <= now))
    }
}
