//! The catalogue: what a repository adds up to is worked out anew for each question.

mod lists;
mod shelves;

use std::collections::{BTreeSet, HashSet};

use async_trait::async_trait;
use domain::RepositoryName;
use domain::catalog::{
    Activity, CatalogTotals, DayActivity, Digest, EventId, ManifestEntry, Reference, Repository, Tag, TagName,
};
use ports::{
    Catalog, Notice, Order, Page, RepositoryChanges, RepositoryFilter, RepositorySnapshot, RepositorySort, Shelf,
    StoreError, TagFilter, TagSort, Window,
};
use time::{Date, OffsetDateTime, UtcOffset};

use super::unit::MemoryUnit;

pub(super) use self::shelves::Shelves;

#[async_trait]
impl Catalog for MemoryUnit {
    async fn repositories(
        &mut self,
        filter: &RepositoryFilter,
        order: &Order<RepositorySort>,
        window: Window,
    ) -> Result<Page<Repository>, StoreError> {
        Ok(lists::repositories(&self.state.catalog, filter, order, window))
    }

    async fn repository(&mut self, name: &RepositoryName) -> Result<Option<Repository>, StoreError> {
        Ok(self.state.catalog.shelf(name).map(|shelf| shelf.sum(name)))
    }

    async fn tags(
        &mut self,
        filter: &TagFilter,
        order: &Order<TagSort>,
        window: Window,
    ) -> Result<Page<Tag>, StoreError> {
        Ok(lists::tags(&self.state.catalog, filter, order, window))
    }

    async fn tag(&mut self, repository: &RepositoryName, name: &TagName) -> Result<Option<Tag>, StoreError> {
        let shelf = self.state.catalog.shelf(repository);
        Ok(shelf.and_then(|shelf| shelf.tags(repository).find(|tag| tag.name == *name)))
    }

    async fn manifest(
        &mut self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<ManifestEntry>, StoreError> {
        let shelf = self.state.catalog.shelf(repository);
        Ok(shelf.and_then(|shelf| shelf.entries(repository).find(|entry| entry.manifest.digest == *digest)))
    }

    async fn manifests(&mut self, repository: &RepositoryName) -> Result<Vec<ManifestEntry>, StoreError> {
        let shelf = self.state.catalog.shelf(repository);
        Ok(shelf.map(|shelf| shelf.entries(repository).collect()).unwrap_or_default())
    }

    async fn held_elsewhere(
        &mut self,
        repository: &RepositoryName,
        digests: &[Digest],
    ) -> Result<Vec<Digest>, StoreError> {
        let elsewhere = self.state.catalog.held_beside(repository);
        Ok(digests
            .iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .filter(|digest| elsewhere.contains(digest))
            .cloned()
            .collect())
    }

    async fn totals(&mut self) -> Result<CatalogTotals, StoreError> {
        Ok(self.state.catalog.totals())
    }

    async fn snapshot(&mut self, repository: &RepositoryName) -> Result<RepositorySnapshot, StoreError> {
        Ok(self.state.catalog.shelf(repository).map(Shelf::snapshot).unwrap_or_default())
    }

    async fn repository_names(&mut self) -> Result<Vec<RepositoryName>, StoreError> {
        Ok(self.state.catalog.names().cloned().collect())
    }

    async fn apply(
        &mut self,
        repository: &RepositoryName,
        changes: &RepositoryChanges,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        self.change()?.catalog.apply(repository, changes, now)
    }

    async fn remove_repository(&mut self, name: &RepositoryName) -> Result<bool, StoreError> {
        Ok(self.change()?.catalog.remove(name))
    }

    async fn count_pull(
        &mut self,
        repository: &RepositoryName,
        digest: &Digest,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        Ok(self.change()?.catalog.count_pull(repository, digest, at))
    }

    async fn count_activity(&mut self, activity: Activity, times: u64, at: OffsetDateTime) -> Result<(), StoreError> {
        self.change()?.catalog.count_activity(activity, times, at.to_offset(UtcOffset::UTC).date());
        Ok(())
    }

    async fn activity(&mut self, first: Date) -> Result<Vec<DayActivity>, StoreError> {
        Ok(self.state.catalog.activity(first))
    }

    async fn remember_events(&mut self, ids: &[EventId], at: OffsetDateTime) -> Result<HashSet<EventId>, StoreError> {
        let catalog = &mut self.change()?.catalog;
        Ok(ids.iter().filter(|id| catalog.remember_event(id, at)).cloned().collect())
    }

    async fn note(&mut self, places: &[(RepositoryName, Reference)], at: OffsetDateTime) -> Result<(), StoreError> {
        let catalog = &mut self.change()?.catalog;
        places.iter().for_each(|(repository, reference)| catalog.note(repository, reference, at));
        Ok(())
    }

    async fn notices(&mut self, limit: u64) -> Result<Vec<Notice>, StoreError> {
        Ok(self.state.catalog.notices(usize::try_from(limit).unwrap_or(usize::MAX)))
    }

    async fn dismiss(&mut self, notices: &[Notice]) -> Result<(), StoreError> {
        let catalog = &mut self.change()?.catalog;
        notices.iter().for_each(|notice| catalog.dismiss(notice));
        Ok(())
    }

    async fn forget_before(&mut self, moment: OffsetDateTime) -> Result<(), StoreError> {
        self.change()?.catalog.forget_before(moment);
        Ok(())
    }
}
