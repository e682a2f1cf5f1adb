use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::sync_note::{believed, written};
use super::sync_report::{SyncProgress, SyncReport, SyncStatus};
use crate::error::AppError;
use crate::services::Ports;

/// How often the others are told how far the sync is that runs here.
const TELL: Duration = Duration::from_secs(2);

/// What is known of syncs: of those in this process at first hand, and of those of others by what they tell in
/// the store.
pub(super) struct SyncBoard {
    ports: Ports,
    here: Mutex<Here>,
}

/// What is known at first hand.
#[derive(Clone, Default)]
struct Here {
    running: Option<SyncProgress>,
    last: Option<SyncReport>,
    /// Whether the last is told: what the store has is as new then.
    is_told: bool,
}

impl Here {
    /// There is one sync at a time, so what the last one here found is newer than all that was told before,
    /// whatever the clocks say. Not every store keeps what it is told.
    fn last(self, told: Option<SyncReport>) -> Option<SyncReport> {
        if self.is_told { told.or(self.last) } else { self.last.or(told) }
    }
}

/// That a sync runs in this process: until this is dropped.
pub(super) struct Running(Arc<SyncBoard>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.with_here(|here| here.running = None);
    }
}

impl SyncBoard {
    pub(super) fn new(ports: Ports) -> Self {
        Self { ports, here: Mutex::default() }
    }

    /// Notes that a sync begins here, unless one runs here.
    pub(super) fn occupy(self: &Arc<Self>) -> Result<Running, AppError> {
        let started_at = self.ports.clock.now();
        self.with_here(|here| match here.running {
            Some(_) => Err(AppError::SyncRuns),
            None => {
                let progress = SyncProgress { started_at, repositories_total: None, repositories_done: 0, tags: 0 };
                here.running = Some(progress);
                Ok(Running(self.clone()))
            }
        })
    }

    /// Notes how far the sync is that runs here.
    pub(super) fn note_progress(&self, update: impl FnOnce(&mut SyncProgress)) {
        self.with_here(|here| here.running.as_mut().map(update));
    }

    /// Notes what the sync found that ran here, and tells the others.
    pub(super) async fn conclude(&self, report: SyncReport) {
        self.with_here(|here| (here.last, here.is_told) = (Some(report), false));
        self.tell(None).await;
    }

    /// Tells the others that a sync runs here, and how far it is, for ever.
    pub(super) async fn keep_telling(&self) -> Infallible {
        loop {
            self.tell(self.here().running).await;
            tokio::time::sleep(TELL).await;
        }
    }

    /// What is known at this moment.
    pub(super) async fn status(&self) -> Result<SyncStatus, AppError> {
        // Before the store is read: what is told meanwhile is to be found there.
        let here = self.here();
        let told = self.believed(self.ports.read().await?.catalog().sync_status().await?);
        Ok(SyncStatus { running: here.running.clone().or(told.running), last: here.last(told.last) })
    }

    async fn tell(&self, running: Option<SyncProgress>) {
        if let Err(error) = self.try_to_tell(running).await {
            tracing::warn!(%error, "cannot tell other processes of the sync");
        }
    }

    async fn try_to_tell(&self, running: Option<SyncProgress>) -> Result<(), AppError> {
        let mut unit = self.ports.write().await?;
        let told = self.believed(unit.catalog().sync_status().await?);
        let note = written(SyncStatus { running, last: self.here().last(told.last) }, self.ports.clock.now());
        unit.catalog().keep_sync_status(&note.map_err(|error| AppError::Internal(error.into()))?).await?;
        unit.commit().await?;
        self.with_here(|here| here.is_told = true);
        Ok(())
    }

    fn believed(&self, note: Option<String>) -> SyncStatus {
        note.map_or_else(SyncStatus::default, |note| believed(&note, self.ports.clock.now()))
    }

    fn here(&self) -> Here {
        self.with_here(|here| here.clone())
    }

    fn with_here<T>(&self, use_it: impl FnOnce(&mut Here) -> T) -> T {
        use_it(&mut self.here.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::*;

    /// A report that can be told from others.
    fn report(tags: u64) -> SyncReport {
        SyncReport { tags, ..SyncReport::new(OffsetDateTime::UNIX_EPOCH, Vec::new()) }
    }

    fn last(here: Option<u64>, is_told: bool, told: Option<u64>) -> Option<u64> {
        let here = Here { running: None, last: here.map(report), is_told };
        here.last(told.map(report)).map(|report| report.tags)
    }

    #[test]
    fn what_is_not_told_yet_is_newer_than_what_is() {
        assert_eq!(last(Some(2), false, Some(1)), Some(2));
        assert_eq!(last(Some(2), true, Some(3)), Some(3), "another process synced since");
    }

    #[test]
    fn one_of_both_is_enough() {
        assert_eq!(last(None, false, Some(1)), Some(1));
        assert_eq!(last(Some(2), true, None), Some(2), "a store that keeps no note");
    }
}
