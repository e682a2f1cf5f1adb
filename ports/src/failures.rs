use async_trait::async_trait;
use domain::Failed;
use time::OffsetDateTime;

use crate::StoreError;

/// Wrong passwords, counted together by all processes on a store.
#[async_trait]
pub trait Failures: Send {
    /// What is known of this subject: an address or an account, in words of the caller.
    async fn find(&mut self, subject: &str) -> Result<Option<Failed>, StoreError>;

    /// Keeps this in the place of what was known of the subject; from `forgotten_at` on it need not
    /// be kept any more.
    async fn put(&mut self, subject: &str, failed: Failed, forgotten_at: OffsetDateTime) -> Result<(), StoreError>;

    /// Removes what need not be kept at this time; tells how much that was.
    async fn forget(&mut self, now: OffsetDateTime) -> Result<u64, StoreError>;
}
