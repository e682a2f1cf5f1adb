use domain::audit::Entry;
use futures_util::stream::{self, Stream};
use ports::{AuditFilter, Direction, Window};

use super::{AuditLog, AuditPage};
use crate::error::AppError;
use crate::services::Caller;

/// The audit log, for admins.
pub struct AuditService {
    log: AuditLog,
}

impl AuditService {
    pub(in crate::services) fn new(log: AuditLog) -> Self {
        Self { log }
    }

    /// A part of the entries that the filter lets through.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &AuditFilter,
        direction: Direction,
        window: Window,
    ) -> Result<AuditPage, AppError> {
        caller.must_be_admin()?;
        self.log.page(filter, direction, window).await
    }

    /// All entries that the filter lets through and that are there now, oldest first, some at a time.
    pub async fn export(
        &self,
        caller: &Caller,
        filter: AuditFilter,
    ) -> Result<impl Stream<Item = Result<Vec<Entry>, AppError>> + Send + 'static, AppError> {
        caller.must_be_admin()?;
        let end = self.log.head().await?.sequence.saturating_add(1);
        let before = Some(filter.before.map_or(end, |before| before.min(end)));
        let batches = (self.log.clone(), AuditFilter { before, ..filter });
        Ok(stream::try_unfold(batches, |(log, filter)| async move {
            let batch = log.batch(&filter).await?;
            Ok(batch.map(|(entries, next)| (entries, (log, next))))
        }))
    }
}
