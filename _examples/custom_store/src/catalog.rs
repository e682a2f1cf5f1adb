//! The catalogue: a [`Shelf`] for each repository, which knows all about itself.

use std::collections::{BTreeSet, HashSet};

use async_trait::async_trait;
use domain::RepositoryName;
use domain::catalog::{
    Activity, CatalogTotals, DayActivity, Digest, EventId, ManifestEntry, Reference, Repository, RepositoryId, Tag,
    TagId, TagName,
};
use ports::{
    Catalog, Notice, Order, Page, RepositoryChanges, RepositoryFilter, RepositorySnapshot, RepositorySort, Shelf,
    StoreError, TagFilter, TagSort, Window,
};
use time::{Date, OffsetDateTime, UtcOffset};

use crate::kept::{Counter, KeptPull, Record, SeenEvent, StoredDay, StoredShelf};
use crate::unit::RedbUnit;

#[async_trait]
impl Catalog for RedbUnit {
    async fn repositories(
        &mut self,
        filter: &RepositoryFilter,
        order: &Order<RepositorySort>,
        window: Window,
    ) -> Result<Page<Repository>, StoreError> {
        let shelves: Vec<StoredShelf> = self.records()?;
        let listed = shelves.iter().filter(|stored| !stored.shelf.is_empty());
        let mut repositories: Vec<_> = listed.map(|StoredShelf { name, shelf }| shelf.sum(name)).collect();
        repositories.retain(|repository| filter.lets_through(repository));
        repositories.sort_by_key(|repository| repository.id);
        Ok(window.of_sorted(repositories, order))
    }

    async fn repository(&mut self, name: &RepositoryName) -> Result<Option<Repository>, StoreError> {
        Ok(self.get(name)?.map(|StoredShelf { name, shelf }| shelf.sum(&name)))
    }

    async fn tags(
        &mut self,
        filter: &TagFilter,
        order: &Order<TagSort>,
        window: Window,
    ) -> Result<Page<Tag>, StoreError> {
        let shelves: Vec<StoredShelf> = self.records()?;
        let wanted = shelves.iter().filter(|stored| filter.lets_through_repository(&stored.name));
        let mut tags: Vec<_> = wanted.flat_map(|StoredShelf { name, shelf }| shelf.tags(name)).collect();
        tags.retain(|tag| filter.lets_through(tag));
        tags.sort_by_key(|tag| tag.id);
        Ok(window.of_sorted(tags, order))
    }

    async fn tag(&mut self, repository: &RepositoryName, name: &TagName) -> Result<Option<Tag>, StoreError> {
        let stored: Option<StoredShelf> = self.get(repository)?;
        Ok(stored.and_then(|stored| stored.shelf.tags(repository).find(|tag| tag.name == *name)))
    }

    async fn manifest(
        &mut self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<ManifestEntry>, StoreError> {
        Ok(self.manifests(repository).await?.into_iter().find(|entry| entry.manifest.digest == *digest))
    }

    async fn manifests(&mut self, repository: &RepositoryName) -> Result<Vec<ManifestEntry>, StoreError> {
        let stored: Option<StoredShelf> = self.get(repository)?;
        Ok(stored.map(|stored| stored.shelf.entries(repository).collect()).unwrap_or_default())
    }

    async fn held_elsewhere(
        &mut self,
        repository: &RepositoryName,
        digests: &[Digest],
    ) -> Result<Vec<Digest>, StoreError> {
        let shelves: Vec<StoredShelf> = self.records()?;
        let others = shelves.iter().filter(|stored| stored.name != *repository);
        let held: BTreeSet<_> = others.flat_map(|stored| stored.shelf.sizes().into_keys()).collect();
        let asked: BTreeSet<_> = digests.iter().collect();
        Ok(asked.intersection(&held).copied().cloned().collect())
    }

    async fn totals(&mut self) -> Result<CatalogTotals, StoreError> {
        let shelves: Vec<StoredShelf> = self.records()?;
        Ok(Shelf::totals(shelves.iter().map(|stored| &stored.shelf)))
    }

    async fn snapshot(&mut self, repository: &RepositoryName) -> Result<RepositorySnapshot, StoreError> {
        Ok(self.get(repository)?.map(|StoredShelf { shelf, .. }| shelf.snapshot()).unwrap_or_default())
    }

    async fn repository_names(&mut self) -> Result<Vec<RepositoryName>, StoreError> {
        let names: BTreeSet<_> = self.records()?.into_iter().map(|StoredShelf { name, .. }| name).collect();
        Ok(names.into_iter().collect())
    }

    async fn apply(
        &mut self,
        repository: &RepositoryName,
        changes: &RepositoryChanges,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        self.writing()?;
        let stored: Option<StoredShelf> = self.get(repository)?;
        if stored.is_none() && changes.manifests.is_empty() && changes.tags.is_empty() {
            return Ok(());
        }
        let mut ids = self.ids()?;
        let mut shelf = stored.map_or_else(|| Shelf::new(RepositoryId(ids.next())), |stored| stored.shelf);
        shelf.apply(changes, now, || TagId(ids.next()))?;
        self.used(&ids)?;
        let pulls = self.records()?.into_iter().filter(|pull: &KeptPull| pull.repository == *repository);
        for pull in pulls.collect::<Vec<_>>() {
            if shelf.count_pull(&pull.digest, pull.at).is_some() {
                self.delete::<KeptPull>(pull.key())?;
            }
        }
        shelf.version = self.next(Counter::Versions)?;
        self.put(&StoredShelf { name: repository.clone(), shelf })
    }

    async fn remove_repository(&mut self, name: &RepositoryName) -> Result<bool, StoreError> {
        self.delete_all(|pull: &KeptPull| pull.repository == *name)?;
        self.delete::<StoredShelf>(name)
    }

    async fn count_pull(
        &mut self,
        repository: &RepositoryName,
        digest: &Digest,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        let mut counted = None;
        self.change(repository, |stored: &mut StoredShelf| counted = stored.shelf.count_pull(digest, at))?;
        if counted.is_none() {
            let number = self.next(Counter::KeptPulls)?;
            self.put(&KeptPull { number, repository: repository.clone(), digest: digest.clone(), at })?;
        }
        Ok(counted.unwrap_or(true))
    }

    async fn count_activity(&mut self, activity: Activity, times: u64, at: OffsetDateTime) -> Result<(), StoreError> {
        let day = at.to_offset(UtcOffset::UTC).date();
        let mut stored = self.get(StoredDay::key_of(day))?.unwrap_or(StoredDay(DayActivity::none(day)));
        stored.0.count(activity, times);
        self.put(&stored)
    }

    async fn activity(&mut self, first: Date) -> Result<Vec<DayActivity>, StoreError> {
        let days = self.records()?.into_iter().map(|StoredDay(day)| day);
        Ok(days.filter(|day| day.day >= first).collect())
    }

    async fn remember_events(&mut self, ids: &[EventId], at: OffsetDateTime) -> Result<HashSet<EventId>, StoreError> {
        let mut new = HashSet::new();
        for id in ids {
            if self.get::<SeenEvent>(id.as_str())?.is_none() {
                self.put(&SeenEvent { id: id.to_string(), at })?;
                new.insert(id.clone());
            }
        }
        Ok(new)
    }

    async fn note(&mut self, places: &[(RepositoryName, Reference)], at: OffsetDateTime) -> Result<(), StoreError> {
        let mut ids = self.ids()?;
        for (repository, reference) in places {
            let stored: Option<StoredShelf> = self.get(repository)?;
            let mut shelf = stored.map_or_else(|| Shelf::new(RepositoryId(ids.next())), |stored| stored.shelf);
            shelf.note(reference, at, self.next(Counter::Versions)?);
            self.put(&StoredShelf { name: repository.clone(), shelf })?;
        }
        self.used(&ids)
    }

    async fn notices(&mut self, limit: u64) -> Result<Vec<Notice>, StoreError> {
        let shelves: Vec<StoredShelf> = self.records()?;
        let notices = shelves.iter().flat_map(|StoredShelf { name, shelf }| shelf.notices(name));
        let mut notices: Vec<_> = notices.collect();
        notices.sort_by_key(|(at, notice)| (*at, notice.version));
        Ok(Window { offset: 0, limit }.of(notices.into_iter().map(|(_, notice)| notice).collect()).items)
    }

    async fn dismiss(&mut self, notices: &[Notice]) -> Result<(), StoreError> {
        for notice in notices {
            self.change(&notice.repository, |stored: &mut StoredShelf| stored.shelf.dismiss(notice))?;
        }
        Ok(())
    }

    async fn forget_before(&mut self, moment: OffsetDateTime) -> Result<(), StoreError> {
        self.delete_all(|event: &SeenEvent| event.at < moment)?;
        self.delete_all(|pull: &KeptPull| pull.at < moment).map(|_| ())
    }
}

/// Ids that are given out, but not yet noted as such.
struct Ids {
    last: u64,
}

impl Ids {
    fn next(&mut self) -> i64 {
        self.last += 1;
        self.last.cast_signed()
    }
}

impl RedbUnit {
    fn ids(&self) -> Result<Ids, StoreError> {
        Ok(Ids { last: self.count(Counter::Ids)? })
    }

    fn used(&mut self, ids: &Ids) -> Result<(), StoreError> {
        self.set_count(Counter::Ids, ids.last)
    }
}
