//! What the registry is known to hold. Sums are kept beside what they are made of, so that lists of
//! very many records are quick.

mod activity;
mod apply;
mod contents;
mod json;
mod manifest_rows;
mod manifests;
mod notices;
mod pulls;
mod repository_list;
mod repository_rows;
mod snapshot;
mod sync_status;
mod tag_list;
mod tag_order;
mod tag_rows;
mod visible;

use std::collections::HashSet;

use async_trait::async_trait;
use domain::RepositoryName;
use domain::catalog::{
    Activity, CatalogTotals, DayActivity, Digest, EventId, ManifestEntry, Reference, Repository, Tag, TagName,
};
use ports::{
    Catalog, Notice, Order, Page, Record, RepositoryChanges, RepositoryFilter, RepositorySnapshot, RepositorySort,
    StoreError, TagFilter, TagSort, Window,
};
use time::{Date, OffsetDateTime, UtcOffset};

use super::column::{microseconds, signed};
use super::unit::DieselUnit;

#[async_trait]
impl Catalog for DieselUnit {
    async fn repositories(
        &mut self,
        filter: &RepositoryFilter,
        order: &Order<RepositorySort>,
        window: Window,
    ) -> Result<Page<Repository>, StoreError> {
        let (filter, order) = (filter.clone(), order.clone());
        self.read("listing repositories", move |connection| {
            repository_list::list(connection, &filter, order, window.into())
        })
        .await
    }

    async fn repository(&mut self, name: &RepositoryName) -> Result<Option<Repository>, StoreError> {
        let name = name.clone();
        self.read("reading a repository", move |connection| repository_rows::find(connection, &name)).await
    }

    async fn tags(
        &mut self,
        filter: &TagFilter,
        order: &Order<TagSort>,
        window: Window,
    ) -> Result<Page<Tag>, StoreError> {
        let (filter, order) = (filter.clone(), order.clone());
        self.read("listing tags", move |connection| tag_list::list(connection, &filter, &order, window.into())).await
    }

    async fn tag(&mut self, repository: &RepositoryName, name: &TagName) -> Result<Option<Tag>, StoreError> {
        let (repository, name) = (repository.clone(), name.clone());
        self.read("reading a tag", move |connection| tag_rows::find(connection, &repository, &name)).await
    }

    async fn manifest(
        &mut self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<ManifestEntry>, StoreError> {
        let (repository, digest) = (repository.clone(), digest.clone());
        self.read("reading a manifest", move |connection| {
            Ok(manifests::entries(connection, &repository, Some(&digest))?.pop())
        })
        .await
    }

    async fn manifests(&mut self, repository: &RepositoryName) -> Result<Vec<ManifestEntry>, StoreError> {
        let repository = repository.clone();
        self.read("reading manifests", move |connection| manifests::entries(connection, &repository, None)).await
    }

    async fn held_elsewhere(
        &mut self,
        repository: &RepositoryName,
        digests: &[Digest],
    ) -> Result<Vec<Digest>, StoreError> {
        let (repository, digests) = (repository.clone(), digests.to_vec());
        self.read("looking for contents elsewhere", move |connection| {
            contents::held_elsewhere(connection, &repository, &digests)
        })
        .await
    }

    async fn totals(&mut self) -> Result<CatalogTotals, StoreError> {
        self.read("reading the sums of the catalogue", snapshot::totals).await
    }

    async fn snapshot(&mut self, repository: &RepositoryName) -> Result<RepositorySnapshot, StoreError> {
        let repository = repository.clone();
        self.read("reading what a repository holds", move |connection| snapshot::of(connection, &repository)).await
    }

    async fn repository_names(&mut self) -> Result<Vec<RepositoryName>, StoreError> {
        self.read("reading the names of repositories", snapshot::repository_names).await
    }

    async fn apply(
        &mut self,
        repository: &RepositoryName,
        changes: &RepositoryChanges,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let (repository, changes) = (repository.clone(), changes.clone());
        self.write(Record::Tag, "changing a repository", move |connection| {
            apply::apply(connection, &repository, &changes, microseconds(now))
        })
        .await
    }

    async fn remove_repository(&mut self, name: &RepositoryName) -> Result<bool, StoreError> {
        let name = name.clone();
        self.write(Record::Repository, "removing a repository", move |connection| apply::remove(connection, &name))
            .await
    }

    async fn count_pull(
        &mut self,
        repository: &RepositoryName,
        digest: &Digest,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        let (repository, digest) = (repository.clone(), digest.clone());
        self.write(Record::Repository, "counting a pull", move |connection| {
            Ok(pulls::count_or_keep(connection, &repository, &digest, microseconds(at))?)
        })
        .await
    }

    async fn count_activity(&mut self, activity: Activity, times: u64, at: OffsetDateTime) -> Result<(), StoreError> {
        let day = at.to_offset(UtcOffset::UTC).date();
        self.write(Record::Repository, "counting what was done", move |connection| {
            Ok(activity::count(connection, activity, signed(times), day)?)
        })
        .await
    }

    async fn activity(&mut self, first: Date) -> Result<Vec<DayActivity>, StoreError> {
        self.read("reading what was done", move |connection| activity::since(connection, first)).await
    }

    async fn remember_events(&mut self, ids: &[EventId], at: OffsetDateTime) -> Result<HashSet<EventId>, StoreError> {
        let ids = ids.to_vec();
        self.write(Record::Repository, "remembering events", move |connection| {
            Ok(notices::remember(connection, ids, microseconds(at))?)
        })
        .await
    }

    async fn note(&mut self, places: &[(RepositoryName, Reference)], at: OffsetDateTime) -> Result<(), StoreError> {
        let places = places.to_vec();
        self.write(Record::Repository, "noting changes", move |connection| {
            Ok(notices::note(connection, &places, microseconds(at))?)
        })
        .await
    }

    async fn notices(&mut self, limit: u64) -> Result<Vec<Notice>, StoreError> {
        self.read("reading notices", move |connection| notices::oldest(connection, signed(limit))).await
    }

    async fn dismiss(&mut self, notices: &[Notice]) -> Result<(), StoreError> {
        let notices = notices.to_vec();
        self.write(Record::Repository, "dismissing notices", move |connection| {
            Ok(notices::dismiss(connection, &notices)?)
        })
        .await
    }

    async fn forget_before(&mut self, moment: OffsetDateTime) -> Result<(), StoreError> {
        self.write(Record::Repository, "forgetting events and pulls", move |connection| {
            Ok(notices::forget_before(connection, microseconds(moment))?)
        })
        .await
    }

    async fn sync_status(&mut self) -> Result<Option<String>, StoreError> {
        self.read("reading what is known of syncs", |connection| Ok(sync_status::find(connection)?)).await
    }

    async fn keep_sync_status(&mut self, status: &str) -> Result<(), StoreError> {
        let status = status.to_owned();
        self.write(Record::Repository, "noting what is known of syncs", move |connection| {
            Ok(sync_status::keep(connection, &status)?)
        })
        .await
    }
}
