use domain::RepositoryName;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tokio::task::JoinError;

use super::sync_note::{moment, repository};

/// What is known of syncs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SyncStatus {
    /// How far the one is that runs now.
    pub running: Option<SyncProgress>,
    /// What the last one found.
    pub last: Option<SyncReport>,
}

/// How far a sync is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncProgress {
    /// When it began.
    #[serde(with = "moment")]
    pub started_at: OffsetDateTime,
    /// How many repositories there are to look at; none while they are still being listed.
    pub repositories_total: Option<u64>,
    /// How many it has looked at.
    pub repositories_done: u64,
    /// How many tags it has looked at.
    pub tags: u64,
}

/// What a sync found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncReport {
    /// When it began.
    #[serde(with = "moment")]
    pub started_at: OffsetDateTime,
    /// When it was through.
    #[serde(with = "moment")]
    pub finished_at: OffsetDateTime,
    /// How many repositories it looked at.
    pub repositories: u64,
    /// Those of them that hold nothing, which the registry goes on listing.
    pub empty: u64,
    /// How many tags it looked at.
    pub tags: u64,
    /// What the catalogue did not know.
    pub added: Difference,
    /// Tags that had moved without the catalogue's knowing.
    pub changed_tags: u64,
    /// What the catalogue knew and the registry does not have.
    pub removed: Difference,
    /// Where it could not look; what was known there stays.
    pub failed: Vec<SyncFailure>,
}

/// A number of tags and manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Difference {
    /// Tags.
    pub tags: u64,
    /// Manifests.
    pub manifests: u64,
}

/// A repository that could not be looked at, or something in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncFailure {
    /// Which; none if the list of repositories itself could not be had.
    #[serde(with = "repository")]
    pub repository: Option<RepositoryName>,
    /// Why.
    pub reason: String,
}

/// What a walk through one repository found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) tags: u64,
    pub(super) is_empty: bool,
    pub(super) added: Difference,
    pub(super) changed_tags: u64,
    pub(super) removed: Difference,
    pub(super) unreadable: Vec<SyncFailure>,
}

impl SyncReport {
    pub(super) fn new(started_at: OffsetDateTime, failed: Vec<SyncFailure>) -> Self {
        Self {
            started_at,
            finished_at: started_at,
            repositories: 0,
            empty: 0,
            tags: 0,
            added: Difference::default(),
            changed_tags: 0,
            removed: Difference::default(),
            failed,
        }
    }

    pub(super) fn count(&mut self, ended: Option<Result<Result<Found, SyncFailure>, JoinError>>) {
        let Some(ended) = ended else { return };
        self.repositories += 1;
        match ended.unwrap_or_else(|error| Err(SyncFailure { repository: None, reason: error.to_string() })) {
            Ok(found) => {
                self.tags += found.tags;
                self.empty += u64::from(found.is_empty);
                self.added += found.added;
                self.changed_tags += found.changed_tags;
                self.removed += found.removed;
                self.failed.extend(found.unreadable);
            }
            Err(failure) => self.failed.push(failure),
        }
    }

    /// How many tags and manifests the catalogue did not have right.
    pub fn drift(&self) -> u64 {
        self.changed_tags + self.added.tags + self.added.manifests + self.removed.tags + self.removed.manifests
    }
}

impl std::ops::AddAssign for Difference {
    fn add_assign(&mut self, other: Self) {
        self.tags += other.tags;
        self.manifests += other.manifests;
    }
}
