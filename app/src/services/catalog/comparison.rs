use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::RepositoryName;
use domain::catalog::{Digest, Manifest, Reference, TagName};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use ports::{Registry, RegistryError, RepositoryChanges, RepositorySnapshot};

use super::Inspector;
use super::sync_report::{Difference, Found, SyncFailure};

/// How many places of one repository are looked at side by side.
const LOOKS_AT_ONCE: usize = 32;
/// How many places may be unreadable; where there are more, it is the registry that fails.
const MOST_UNREADABLE: usize = 20;

/// What differs between a repository in the registry and what the catalogue knows of it.
///
/// A registry that died while it wrote may keep a tag or a manifest damaged, and fails from then on
/// when it is asked for it. What was known there stays, and the rest is compared all the same.
pub(super) struct Comparison<'a> {
    registry: &'a dyn Registry,
    inspector: &'a Inspector,
    repository: &'a RepositoryName,
    before: &'a RepositorySnapshot,
    known: HashSet<Digest>,
    unreadable: BTreeMap<Reference, RegistryError>,
}

/// A look at one place.
type Look<'f, T> = BoxFuture<'f, (Reference, Result<T, RegistryError>)>;

/// What tags point to.
type Tags = BTreeMap<TagName, Digest>;

impl<'a> Comparison<'a> {
    pub(super) fn new(
        registry: &'a dyn Registry,
        inspector: &'a Inspector,
        repository: &'a RepositoryName,
        before: &'a RepositorySnapshot,
    ) -> Self {
        let known = before.manifests.iter().cloned().collect();
        Self { registry, inspector, repository, before, known, unreadable: BTreeMap::new() }
    }

    /// What was found, and what has to be changed in the catalogue.
    pub(super) async fn make(mut self) -> Result<(Found, RepositoryChanges), RegistryError> {
        let then: Tags = self.before.tags.iter().cloned().collect();
        let mut now = self.tags().await?;
        let new = self.discover(&now).await?;
        self.keep_unreadable(&then, &mut now);
        // What is neither known nor new was gone by the time it was asked for.
        now.retain(|_, digest| self.known.contains(digest) || new.contains_key(digest));
        let moved = now.iter().filter(|(tag, digest)| then.get(*tag) != Some(*digest));
        let changes = RepositoryChanges {
            tags: moved.map(|(tag, digest)| (tag.clone(), digest.clone())).collect(),
            removed_tags: then.keys().filter(|tag| !now.contains_key(*tag)).cloned().collect(),
            removed_manifests: self.vanished(&now).await?,
            manifests: new.into_values().collect(),
        };
        Ok((self.found(&then, &now, &changes), changes))
    }

    /// What the tags point to, as far as they can be read.
    async fn tags(&mut self) -> Result<Tags, RegistryError> {
        let listed = self.registry.tags(self.repository).await?;
        let found = self.resolve(listed.into_iter().map(Reference::Tag)).await?;
        let tag = |(place, digest)| match place {
            Reference::Tag(tag) => Some((tag, digest?)),
            Reference::Digest(_) => None,
        };
        Ok(found.into_iter().filter_map(tag).collect())
    }

    /// The manifests that tags point to and the catalogue does not know, and those that they list.
    async fn discover(&mut self, now: &Tags) -> Result<BTreeMap<Digest, Manifest>, RegistryError> {
        let (inspector, repository, known) = (self.inspector, self.repository, self.known.clone());
        let wanted: BTreeSet<_> = now.values().filter(|digest| !known.contains(*digest)).cloned().collect();
        let known = &known;
        let looks = wanted.into_iter().map(Reference::Digest).map(|place| {
            async move {
                let found = inspector.discover(repository, &place, known).await;
                (place, found)
            }
            .boxed()
        });
        let found = self.look(looks).await?.into_iter().filter_map(|(_, manifests)| manifests);
        Ok(found.flatten().map(|manifest| (manifest.digest.clone(), manifest)).collect())
    }

    /// Leaves the tags as they were that cannot be read, or point to what cannot.
    fn keep_unreadable(&self, then: &Tags, now: &mut Tags) {
        let is_unreadable = |digest: &Digest| self.unreadable.contains_key(&Reference::Digest(digest.clone()));
        let pointing = now.iter().filter(|(_, digest)| is_unreadable(digest)).map(|(tag, _)| tag);
        let themselves = self.unreadable.keys().filter_map(|place| match place {
            Reference::Tag(tag) => Some(tag),
            Reference::Digest(_) => None,
        });
        let tags: Vec<_> = pointing.chain(themselves).cloned().collect();
        for tag in tags {
            match then.get(&tag) {
                Some(digest) => now.insert(tag, digest.clone()),
                None => now.remove(&tag),
            };
        }
    }

    /// Those manifests without a tag that the registry does not have any more; it lists only tags,
    /// so each has to be asked for.
    async fn vanished(&mut self, now: &Tags) -> Result<Vec<Digest>, RegistryError> {
        let tagged: HashSet<_> = now.values().collect();
        let untagged = self.before.manifests.iter().filter(|digest| !tagged.contains(digest));
        let found = self.resolve(untagged.cloned().map(Reference::Digest)).await?;
        let gone = |(place, digest)| match (place, digest) {
            (Reference::Digest(digest), None) => Some(digest),
            _ => None,
        };
        Ok(found.into_iter().filter_map(gone).collect())
    }

    /// Asks what each place is; nothing where there is no such thing.
    async fn resolve(
        &mut self,
        places: impl Iterator<Item = Reference>,
    ) -> Result<Vec<(Reference, Option<Digest>)>, RegistryError> {
        let (registry, repository) = (self.registry, self.repository);
        let looks = places.map(|place| {
            async move {
                let found = registry.resolve(repository, &place).await;
                (place, found)
            }
            .boxed()
        });
        self.look(looks).await
    }

    /// What the looks find, some of them being under way at a time. A place that cannot be read is
    /// put down as such; anything else that fails ends all.
    async fn look<'f, T>(
        &mut self,
        looks: impl Iterator<Item = Look<'f, T>>,
    ) -> Result<Vec<(Reference, T)>, RegistryError> {
        let looks: Vec<_> = looks.collect();
        let mut outcomes = stream::iter(looks).buffer_unordered(LOOKS_AT_ONCE);
        let mut found = Vec::new();
        while let Some((place, outcome)) = outcomes.next().await {
            match outcome {
                Ok(what) => found.push((place, what)),
                Err(error) if error.is_about_the_content() && self.unreadable.len() < MOST_UNREADABLE => {
                    self.unreadable.insert(place, error);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    fn found(self, then: &Tags, now: &Tags, changes: &RepositoryChanges) -> Found {
        let added_tags = changes.tags.iter().filter(|(tag, _)| !then.contains_key(tag)).count() as u64;
        let is_known_left = self.known.len() > changes.removed_manifests.len();
        let is_empty = now.is_empty() && !is_known_left && changes.manifests.is_empty() && self.unreadable.is_empty();
        Found {
            tags: now.len() as u64,
            is_empty,
            added: Difference { tags: added_tags, manifests: changes.manifests.len() as u64 },
            changed_tags: changes.tags.len() as u64 - added_tags,
            removed: Difference {
                tags: changes.removed_tags.len() as u64,
                manifests: changes.removed_manifests.len() as u64,
            },
            unreadable: self.failures(),
        }
    }

    fn failures(self) -> Vec<SyncFailure> {
        let failure = |(place, error)| SyncFailure {
            repository: Some(self.repository.clone()),
            reason: format!("{place} cannot be read: {error}"),
        };
        self.unreadable.into_iter().map(failure).collect()
    }
}
