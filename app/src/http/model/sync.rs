use poem_openapi::Object;
use time::OffsetDateTime;

use crate::services::catalog::{SyncFailure, SyncProgress, SyncReport, SyncStatus};

/// What is known of syncs.
#[derive(Debug, Object)]
#[oai(rename = "SyncStatus")]
pub(in crate::http) struct SyncStatusBody {
    /// How far the one is that runs now.
    running: Option<SyncProgressBody>,
    /// What the last one found.
    last: Option<SyncReportBody>,
}

/// How far a sync is.
#[derive(Debug, Object)]
#[oai(rename = "SyncProgress")]
struct SyncProgressBody {
    /// When it began.
    started_at: OffsetDateTime,
    /// How many repositories there are to look at; none while they are still being listed.
    repositories_total: Option<u64>,
    /// How many it has looked at.
    repositories_done: u64,
    /// How many tags it has looked at.
    tags: u64,
    /// How many tags it looks at in a second.
    tags_per_second: f64,
    /// How many seconds it may still take, once that can be told.
    seconds_left: Option<u64>,
}

/// What a sync found.
#[derive(Debug, Object)]
#[oai(rename = "SyncReport")]
struct SyncReportBody {
    /// When it began.
    started_at: OffsetDateTime,
    /// When it was through.
    finished_at: OffsetDateTime,
    /// How many repositories it looked at.
    repositories: u64,
    /// Those of them that hold nothing. The registry goes on listing them; here they are hidden.
    empty_repositories: u64,
    /// How many tags it looked at.
    tags: u64,
    /// Tags that were not known.
    added_tags: u64,
    /// Manifests that were not known.
    added_manifests: u64,
    /// Tags that had moved unnoticed.
    changed_tags: u64,
    /// Tags that are gone.
    removed_tags: u64,
    /// Manifests that are gone.
    removed_manifests: u64,
    /// How many tags and manifests were not right before.
    drift: u64,
    /// Where it could not look; what was known there stays.
    failed: Vec<SyncFailureBody>,
}

/// A repository that could not be looked at, or something in it.
#[derive(Debug, Object)]
#[oai(rename = "SyncFailure")]
struct SyncFailureBody {
    /// Which; none if the list of repositories itself could not be had.
    repository: Option<String>,
    /// Why.
    reason: String,
}

impl SyncStatusBody {
    pub(in crate::http) fn new(status: SyncStatus, now: OffsetDateTime) -> Self {
        Self {
            running: status.running.map(|progress| SyncProgressBody::new(&progress, now)),
            last: status.last.map(SyncReportBody::from),
        }
    }
}

impl SyncProgressBody {
    #[expect(clippy::cast_precision_loss, reason = "a rate is an estimate anyway")]
    fn new(progress: &SyncProgress, now: OffsetDateTime) -> Self {
        let elapsed = (now - progress.started_at).as_seconds_f64().max(0.001);
        let (done, total) = (progress.repositories_done, progress.repositories_total);
        let left = total.filter(|_| done > 0).map(|total| elapsed / done as f64 * total.saturating_sub(done) as f64);
        Self {
            started_at: progress.started_at,
            repositories_total: total,
            repositories_done: done,
            tags: progress.tags,
            tags_per_second: (progress.tags as f64 / elapsed).round(),
            seconds_left: left.map(|seconds| std::time::Duration::from_secs_f64(seconds.min(1e9)).as_secs()),
        }
    }
}

impl From<SyncReport> for SyncReportBody {
    fn from(report: SyncReport) -> Self {
        Self {
            drift: report.drift(),
            started_at: report.started_at,
            finished_at: report.finished_at,
            repositories: report.repositories,
            empty_repositories: report.empty,
            tags: report.tags,
            added_tags: report.added.tags,
            added_manifests: report.added.manifests,
            changed_tags: report.changed_tags,
            removed_tags: report.removed.tags,
            removed_manifests: report.removed.manifests,
            failed: report.failed.into_iter().map(SyncFailureBody::from).collect(),
        }
    }
}

impl From<SyncFailure> for SyncFailureBody {
    fn from(failure: SyncFailure) -> Self {
        Self { repository: failure.repository.map(|name| name.to_string()), reason: failure.reason }
    }
}
