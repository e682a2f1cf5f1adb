use std::sync::Arc;

use domain::catalog::{CatalogTotals, DayActivity, Digest, ManifestEntry, Reference, Repository, Tag, Visibility};
use domain::{RepositoryName, Requester, ResourcePattern};
use ports::{Order, Page, Registry, RepositoryFilter, RepositorySort, TagFilter, TagSort, UnitOfWork, Window};
use time::{Duration, UtcOffset};

use super::Inspector;
use super::image::ImageDetail;
use crate::error::AppError;
use crate::services::{Caller, Directories, Ports};

/// Looks at what the registry holds; everybody sees what they may pull, managers and admins all.
pub struct BrowseService {
    ports: Ports,
    directories: Directories,
    registry: Arc<dyn Registry>,
    inspector: Inspector,
}

/// The largest blob that is shown.
const MAX_SHOWN_BLOB: u64 = 1024 * 1024;

impl BrowseService {
    pub(in crate::services) fn new(ports: Ports, directories: Directories, registry: Arc<dyn Registry>) -> Self {
        Self { ports, directories, inspector: Inspector::new(registry.clone()), registry }
    }

    /// The repositories that the filter lets through, of those the caller may see.
    pub async fn repositories(
        &self,
        caller: &Caller,
        mut filter: RepositoryFilter,
        order: &Order<RepositorySort>,
        window: Window,
    ) -> Result<Page<Repository>, AppError> {
        filter.visible = self.visibility(caller).await?;
        Ok(self.ports.read().await?.catalog().repositories(&filter, order, window).await?)
    }

    /// The repositories that the filter lets through, of those that an access to `pattern` would
    /// be for, whoever has it; for managers and admins.
    pub async fn matching_repositories(
        &self,
        caller: &Caller,
        mut filter: RepositoryFilter,
        pattern: ResourcePattern,
        order: &Order<RepositorySort>,
        window: Window,
    ) -> Result<Page<Repository>, AppError> {
        caller.must_be_manager()?;
        filter.visible = Visibility::Matching { patterns: vec![pattern], login: None };
        Ok(self.ports.read().await?.catalog().repositories(&filter, order, window).await?)
    }

    /// One repository.
    pub async fn repository(&self, caller: &Caller, name: &RepositoryName) -> Result<Repository, AppError> {
        let mut unit = self.visible(caller, name).await?;
        let found = unit.catalog().repository(name).await?;
        found.filter(|repository| repository.manifests > 0).ok_or(NO_REPOSITORY)
    }

    /// The tags that the filter lets through, of the repositories the caller may see.
    pub async fn tags(
        &self,
        caller: &Caller,
        mut filter: TagFilter,
        order: &Order<TagSort>,
        window: Window,
    ) -> Result<Page<Tag>, AppError> {
        filter.visible = self.visibility(caller).await?;
        Ok(self.ports.read().await?.catalog().tags(&filter, order, window).await?)
    }

    /// One manifest with all that is known of it. Its configuration is asked from the registry.
    pub async fn image(
        &self,
        caller: &Caller,
        name: &RepositoryName,
        reference: &Reference,
    ) -> Result<ImageDetail, AppError> {
        let mut unit = self.visible(caller, name).await?;
        let digest = resolve(unit.as_mut(), name, reference).await?;
        let entry = unit.catalog().manifest(name, &digest).await?.ok_or(NO_MANIFEST)?;
        let all = unit.catalog().manifests(name).await?;
        drop(unit);
        let config = match entry.manifest.config() {
            Some(config) => self.inspector.config(name, config).await?,
            None => None,
        };
        Ok(ImageDetail::new(entry, &all, config))
    }

    /// A manifest as the registry has it.
    pub async fn raw_manifest(
        &self,
        caller: &Caller,
        name: &RepositoryName,
        reference: &Reference,
    ) -> Result<Vec<u8>, AppError> {
        drop(self.visible(caller, name).await?);
        let fetched = self.registry.manifest(name, reference).await?;
        Ok(fetched.ok_or(NO_MANIFEST)?.raw)
    }

    /// The content of a blob that is JSON and not too large, such as an image's configuration. It
    /// has to belong to a manifest of the repository: knowing a digest is no key to its content.
    pub async fn blob(&self, caller: &Caller, name: &RepositoryName, digest: &Digest) -> Result<Vec<u8>, AppError> {
        let mut unit = self.visible(caller, name).await?;
        let manifests = unit.catalog().manifests(name).await?;
        drop(unit);
        let holds = |entry: &ManifestEntry| entry.manifest.blobs().any(|blob| blob.digest == *digest);
        if !manifests.iter().any(holds) {
            return Err(NO_BLOB);
        }
        let blob = self.registry.blob(name, digest, MAX_SHOWN_BLOB).await?.ok_or(NO_BLOB)?;
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(&blob).is_ok();
        if is_json { Ok(blob) } else { Err(AppError::Refused("this blob is not JSON, and only JSON is shown")) }
    }

    /// What the whole catalogue adds up to, for managers and admins.
    pub async fn totals(&self, caller: &Caller) -> Result<CatalogTotals, AppError> {
        caller.must_be_manager()?;
        Ok(self.ports.read().await?.catalog().totals().await?)
    }

    /// How much was pushed and pulled on each of the last days, today being the last of them.
    pub async fn activity(&self, days: u16) -> Result<Vec<DayActivity>, AppError> {
        let today = self.ports.clock.now().to_offset(UtcOffset::UTC).date();
        let first = today.saturating_sub(Duration::days(i64::from(days.saturating_sub(1))));
        let counted = self.ports.read().await?.catalog().activity(first).await?;
        let on = |day| counted.iter().find(|counted| counted.day == day).copied();
        let all = std::iter::successors(Some(first), |day| day.next_day().filter(|day| *day <= today));
        Ok(all.map(|day| on(day).unwrap_or(DayActivity::none(day))).collect())
    }

    async fn visibility(&self, caller: &Caller) -> Result<Visibility, AppError> {
        let requester = Requester::User(&caller.user);
        let directory = self.directories.current().await?;
        Ok(Visibility::of(requester, directory.rules.of(requester), self.ports.clock.now()))
    }

    /// A unit to read a repository in that the caller may see. One that it may not see looks like
    /// one that is not there.
    async fn visible(&self, caller: &Caller, name: &RepositoryName) -> Result<Box<dyn UnitOfWork>, AppError> {
        let is_visible = self.visibility(caller).await?.includes(name);
        if is_visible { self.ports.read().await } else { Err(NO_REPOSITORY) }
    }
}

const NO_REPOSITORY: AppError = AppError::NotFound("repository");
const NO_TAG: AppError = AppError::NotFound("tag");
const NO_MANIFEST: AppError = AppError::NotFound("manifest");
const NO_BLOB: AppError = AppError::NotFound("blob");

async fn resolve(unit: &mut dyn UnitOfWork, name: &RepositoryName, reference: &Reference) -> Result<Digest, AppError> {
    match reference {
        Reference::Digest(digest) => Ok(digest.clone()),
        Reference::Tag(tag) => Ok(unit.catalog().tag(name, tag).await?.ok_or(NO_TAG)?.digest),
    }
}
