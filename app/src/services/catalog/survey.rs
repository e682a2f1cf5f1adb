use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::RepositoryName;
use domain::catalog::{Digest, Manifest, Reference, TagName};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use ports::{Registry, RegistryError};

use super::Inspector;

/// How many places of one repository are looked at side by side.
const LOOKS_AT_ONCE: usize = 32;

/// How many tags are read before those that point to the same are put together.
const READ_AT_ONCE: usize = 1000;

/// Looks at places of one repository in the registry, many at a time.
///
/// A registry that died while it wrote may keep a tag or a manifest damaged, and fails from then on
/// when it is asked for it. Such a place is put down, and the others are looked at all the same.
pub(super) struct Survey<'a> {
    registry: &'a dyn Registry,
    inspector: &'a Inspector,
    repository: &'a RepositoryName,
    known: &'a HashSet<Digest>,
    bears: Bears,
    unreadable: BTreeMap<Reference, RegistryError>,
}

/// Whether such a failure at a place, after those at so many others, is a matter of that place alone.
pub(super) type Bears = fn(&RegistryError, usize) -> bool;

/// What tags point to.
pub(super) type Tags = BTreeMap<TagName, Digest>;

/// Manifests by their digests.
pub(super) type Manifests = BTreeMap<Digest, Manifest>;

/// A look at one place.
type Look<'f, T> = BoxFuture<'f, (Reference, Result<T, RegistryError>)>;

impl<'a> Survey<'a> {
    /// The manifests that are `known` need not be read.
    pub(super) fn new(
        registry: &'a dyn Registry,
        inspector: &'a Inspector,
        repository: &'a RepositoryName,
        known: &'a HashSet<Digest>,
        bears: Bears,
    ) -> Self {
        Self { registry, inspector, repository, known, bears, unreadable: BTreeMap::new() }
    }

    /// What those of these tags point to that are there and can be read.
    pub(super) async fn tags(&mut self, tags: Vec<TagName>) -> Result<Tags, RegistryError> {
        let found = self.resolve(tags.into_iter().map(Reference::Tag).collect()).await?;
        let tag = |(place, digest)| match place {
            Reference::Tag(tag) => Some((tag, digest?)),
            Reference::Digest(_) => None,
        };
        Ok(found.into_iter().filter_map(tag).collect())
    }

    /// Which of these manifests are there, as far as can be found out.
    pub(super) async fn are_there(&mut self, digests: Vec<Digest>) -> Result<BTreeMap<Digest, bool>, RegistryError> {
        let found = self.resolve(digests.into_iter().map(Reference::Digest).collect()).await?;
        let digest = |(place, found): (_, Option<_>)| match place {
            Reference::Digest(digest) => Some((digest, found.is_some())),
            Reference::Tag(_) => None,
        };
        Ok(found.into_iter().filter_map(digest).collect())
    }

    /// As [`Self::tags`], of tags that most likely point to what is not known: their manifests are read at once.
    pub(super) async fn new_tags(&mut self, tags: Vec<TagName>) -> Result<(Tags, Manifests), RegistryError> {
        let (mut found, mut read) = (Tags::new(), Manifests::new());
        for tags in tags.chunks(READ_AT_ONCE) {
            for (place, manifest) in self.read(tags.iter().cloned().map(Reference::Tag).collect()).await? {
                if let Reference::Tag(tag) = place {
                    found.insert(tag, manifest.digest.clone());
                    read.entry(manifest.digest.clone()).or_insert(manifest);
                }
            }
        }
        Ok((found, read))
    }

    /// Those of these manifests that are not known, and those that they list. Some may have been `read`.
    pub(super) async fn discover(
        &mut self,
        digests: Vec<Digest>,
        mut read: Manifests,
    ) -> Result<Manifests, RegistryError> {
        let known = self.known;
        let unread: BTreeSet<_> =
            digests.into_iter().filter(|digest| !known.contains(digest) && !read.contains_key(digest)).collect();
        let now_read = self.read(unread.into_iter().map(Reference::Digest).collect()).await?;
        read.extend(now_read.into_iter().map(|(_, manifest)| (manifest.digest.clone(), manifest)));
        read.retain(|digest, _| !known.contains(digest));
        let (indexes, others) = read.into_values().partition(|manifest| !manifest.children().is_empty());
        let mut new = self.complete(others, known).await?;
        if !indexes.is_empty() {
            // What an index lists is often pushed along with it.
            let known = known.iter().chain(new.keys()).cloned().collect();
            new.extend(self.complete(indexes, &known).await?);
        }
        Ok(new)
    }

    /// These manifests with all that is kept of them, and those that they list and are not known.
    async fn complete(
        &mut self,
        manifests: Vec<Manifest>,
        known: &HashSet<Digest>,
    ) -> Result<Manifests, RegistryError> {
        let (inspector, repository) = (self.inspector, self.repository);
        let looks = manifests.into_iter().map(|manifest| {
            async move {
                let place = Reference::Digest(manifest.digest.clone());
                (place, inspector.complete(repository, manifest, known).await)
            }
            .boxed()
        });
        let complete = self.look(looks).await?.into_iter().flat_map(|(_, manifests)| manifests);
        Ok(complete.map(|manifest| (manifest.digest.clone(), manifest)).collect())
    }

    pub(super) fn is_unreadable(&self, place: &Reference) -> bool {
        self.unreadable.contains_key(place)
    }

    /// The places that could not be read, and why.
    pub(super) fn unreadable(&self) -> &BTreeMap<Reference, RegistryError> {
        &self.unreadable
    }

    /// The manifests that are in these places.
    async fn read(&mut self, places: Vec<Reference>) -> Result<Vec<(Reference, Manifest)>, RegistryError> {
        let (registry, repository) = (self.registry, self.repository);
        let looks = places.into_iter().map(|place| {
            async move {
                let fetched = registry.manifest(repository, &place).await;
                (place, fetched.map(|fetched| fetched.map(|fetched| fetched.manifest)))
            }
            .boxed()
        });
        let found = self.look(looks).await?.into_iter();
        Ok(found.filter_map(|(place, manifest)| Some((place, manifest?))).collect())
    }

    /// Asks what each place is; nothing where there is no such thing.
    async fn resolve(&mut self, places: Vec<Reference>) -> Result<Vec<(Reference, Option<Digest>)>, RegistryError> {
        let (registry, repository) = (self.registry, self.repository);
        let looks = places.into_iter().map(|place| {
            async move {
                let found = registry.resolve(repository, &place).await;
                (place, found)
            }
            .boxed()
        });
        self.look(looks).await
    }

    /// What the looks find, some of them being under way at a time. A failure that is not borne ends all.
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
                Err(error) if (self.bears)(&error, self.unreadable.len()) => {
                    self.unreadable.insert(place, error);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }
}
