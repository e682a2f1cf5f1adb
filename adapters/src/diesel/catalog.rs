//! The catalogue is not kept in this store yet.

use async_trait::async_trait;
use domain::RepositoryName;
use domain::catalog::{CatalogTotals, Digest, ManifestEntry, Reference, Repository, Tag, TagName};
use ports::{
    Catalog, Notice, Order, Page, RepositoryChanges, RepositoryFilter, RepositorySnapshot, RepositorySort, StoreError,
    TagFilter, TagSort, Window,
};
use time::OffsetDateTime;

use super::unit::DieselUnit;

fn missing<T>() -> Result<T, StoreError> {
    Err(StoreError::backend("asking the catalogue", "this store keeps none yet"))
}

#[async_trait]
impl Catalog for DieselUnit {
    async fn repositories(
        &mut self,
        _filter: &RepositoryFilter,
        _order: &Order<RepositorySort>,
        _window: Window,
    ) -> Result<Page<Repository>, StoreError> {
        missing()
    }

    async fn repository(&mut self, _name: &RepositoryName) -> Result<Option<Repository>, StoreError> {
        missing()
    }

    async fn tags(
        &mut self,
        _filter: &TagFilter,
        _order: &Order<TagSort>,
        _window: Window,
    ) -> Result<Page<Tag>, StoreError> {
        missing()
    }

    async fn tag(&mut self, _repository: &RepositoryName, _name: &TagName) -> Result<Option<Tag>, StoreError> {
        missing()
    }

    async fn manifest(
        &mut self,
        _repository: &RepositoryName,
        _digest: &Digest,
    ) -> Result<Option<ManifestEntry>, StoreError> {
        missing()
    }

    async fn manifests(&mut self, _repository: &RepositoryName) -> Result<Vec<ManifestEntry>, StoreError> {
        missing()
    }

    async fn held_elsewhere(
        &mut self,
        _repository: &RepositoryName,
        _digests: &[Digest],
    ) -> Result<Vec<Digest>, StoreError> {
        missing()
    }

    async fn totals(&mut self) -> Result<CatalogTotals, StoreError> {
        missing()
    }

    async fn snapshot(&mut self, _repository: &RepositoryName) -> Result<RepositorySnapshot, StoreError> {
        missing()
    }

    async fn repository_names(&mut self) -> Result<Vec<RepositoryName>, StoreError> {
        missing()
    }

    async fn apply(
        &mut self,
        _repository: &RepositoryName,
        _changes: &RepositoryChanges,
        _now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        missing()
    }

    async fn remove_repository(&mut self, _name: &RepositoryName) -> Result<bool, StoreError> {
        missing()
    }

    async fn count_pull(
        &mut self,
        _repository: &RepositoryName,
        _digest: &Digest,
        _at: OffsetDateTime,
    ) -> Result<(), StoreError> {
        missing()
    }

    async fn remember_event(&mut self, _id: &str, _at: OffsetDateTime) -> Result<bool, StoreError> {
        missing()
    }

    async fn note(
        &mut self,
        _repository: &RepositoryName,
        _reference: &Reference,
        _at: OffsetDateTime,
    ) -> Result<(), StoreError> {
        missing()
    }

    async fn notices(&mut self, _limit: u64) -> Result<Vec<Notice>, StoreError> {
        missing()
    }

    async fn dismiss(&mut self, _notice: &Notice) -> Result<(), StoreError> {
        missing()
    }

    async fn forget_before(&mut self, _moment: OffsetDateTime) -> Result<(), StoreError> {
        missing()
    }
}
