mod lists;
mod shelf;

use std::collections::HashSet;

use async_trait::async_trait;
use domain::RepositoryName;
use domain::catalog::{
    Activity, CatalogTotals, DayActivity, Digest, EventId, Manifest, ManifestEntry, Reference, Repository, Tag, TagName,
};
use time::{Date, OffsetDateTime};

use crate::{Order, Page, StoreError, Window};

pub use self::lists::{RepositoryFilter, RepositorySort, TagFilter, TagSort};
pub use self::shelf::{Noted, Shelf, ShelvedManifest, ShelvedTag};

/// What the registry is known to hold, for quick answers.
///
/// A repository exists here from its first manifest or notice on. One without tags and manifests
/// is empty and not listed.
#[async_trait]
pub trait Catalog: Send {
    /// The repositories that the filter lets through.
    async fn repositories(
        &mut self,
        filter: &RepositoryFilter,
        order: &Order<RepositorySort>,
        window: Window,
    ) -> Result<Page<Repository>, StoreError>;

    /// One repository, by name, also an empty one.
    async fn repository(&mut self, name: &RepositoryName) -> Result<Option<Repository>, StoreError>;

    /// The tags that the filter lets through.
    async fn tags(
        &mut self,
        filter: &TagFilter,
        order: &Order<TagSort>,
        window: Window,
    ) -> Result<Page<Tag>, StoreError>;

    /// One tag, by name.
    async fn tag(&mut self, repository: &RepositoryName, name: &TagName) -> Result<Option<Tag>, StoreError>;

    /// One manifest with its blobs or children, its tags and its pulls.
    async fn manifest(
        &mut self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<ManifestEntry>, StoreError>;

    /// All manifests of a repository, in no order.
    async fn manifests(&mut self, repository: &RepositoryName) -> Result<Vec<ManifestEntry>, StoreError>;

    /// Those of these blobs and manifests that another repository than this one holds too.
    async fn held_elsewhere(
        &mut self,
        repository: &RepositoryName,
        digests: &[Digest],
    ) -> Result<Vec<Digest>, StoreError>;

    /// What the whole catalogue adds up to.
    async fn totals(&mut self) -> Result<CatalogTotals, StoreError>;

    /// What a walk through the registry has to be compared with; all empty for an unknown
    /// repository.
    async fn snapshot(&mut self, repository: &RepositoryName) -> Result<RepositorySnapshot, StoreError>;

    /// The names of all repositories, also of the empty ones, by name.
    async fn repository_names(&mut self) -> Result<Vec<RepositoryName>, StoreError>;

    /// Makes changes to a repository, which need not exist. In this order: manifests are added
    /// (one that is there stays as it is), tags are added or moved, tags are removed, manifests are
    /// removed with the tags that point to them.
    ///
    /// Fails with [`StoreError::MissingReference`] of a [`Record::Tag`](crate::Record::Tag) if a tag points to no manifest of the
    /// repository. What is to be removed need not be there.
    async fn apply(
        &mut self,
        repository: &RepositoryName,
        changes: &RepositoryChanges,
        now: OffsetDateTime,
    ) -> Result<(), StoreError>;

    /// Removes a repository with all that is in it; false if there is none.
    async fn remove_repository(&mut self, name: &RepositoryName) -> Result<bool, StoreError>;

    /// Counts a pull of a manifest. If it is not known yet, the pull is kept and counted when it is.
    ///
    /// False if an index of the repository holds the manifest: whoever pulls it has pulled the index,
    /// and that was counted.
    async fn count_pull(
        &mut self,
        repository: &RepositoryName,
        digest: &Digest,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;

    /// Counts what was done so many times on the day of `at`, in UTC.
    async fn count_activity(&mut self, activity: Activity, times: u64, at: OffsetDateTime) -> Result<(), StoreError>;

    /// The days from `first` on on which something was counted, in their order.
    async fn activity(&mut self, first: Date) -> Result<Vec<DayActivity>, StoreError>;

    /// Remembers events by their ids, and tells which of them were not remembered before.
    async fn remember_events(&mut self, ids: &[EventId], at: OffsetDateTime) -> Result<HashSet<EventId>, StoreError>;

    /// Notes where something changed in the registry, which has to be looked at. What is noted twice is
    /// looked at once.
    async fn note(&mut self, places: &[(RepositoryName, Reference)], at: OffsetDateTime) -> Result<(), StoreError>;

    /// What is noted, oldest first, at most `limit` notices.
    async fn notices(&mut self, limit: u64) -> Result<Vec<Notice>, StoreError>;

    /// Takes notices away that were looked at; one that was noted anew meanwhile stays.
    async fn dismiss(&mut self, notices: &[Notice]) -> Result<(), StoreError>;

    /// Forgets events and kept pulls from before `moment`.
    async fn forget_before(&mut self, moment: OffsetDateTime) -> Result<(), StoreError>;

    /// What was kept last by [`keep_sync_status`](Self::keep_sync_status); none at first.
    async fn sync_status(&mut self) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    /// Keeps what is known of syncs with the registry, in words of the caller and in the place of what was
    /// known. It is for other processes: a store that belongs to one alone need not keep it.
    async fn keep_sync_status(&mut self, status: &str) -> Result<(), StoreError> {
        let _ = status;
        Ok(())
    }
}

/// The state of a repository at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RepositorySnapshot {
    /// Grows with every change and every notice.
    pub version: u64,
    /// What its tags point to, by name.
    pub tags: Vec<(TagName, Digest)>,
    /// The digests of its manifests, in no order.
    pub manifests: Vec<Digest>,
}

/// What is to change in a repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RepositoryChanges {
    /// Manifests to add.
    pub manifests: Vec<Manifest>,
    /// Tags to add or move.
    pub tags: Vec<(TagName, Digest)>,
    /// Tags to remove.
    pub removed_tags: Vec<TagName>,
    /// Manifests to remove.
    pub removed_manifests: Vec<Digest>,
}

/// Something in the registry that has to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Grows each time the same thing is noted.
    pub version: u64,
    /// Where.
    pub repository: RepositoryName,
    /// What.
    pub reference: Reference,
}
