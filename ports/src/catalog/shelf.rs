use std::collections::{BTreeMap, BTreeSet};

use domain::RepositoryName;
use domain::catalog::{
    CatalogTotals, Digest, Manifest, ManifestEntry, Reference, Repository, RepositoryId, Tag, TagId, TagName,
};
use time::OffsetDateTime;

use super::{Notice, RepositoryChanges, RepositorySnapshot};
use crate::{Record, StoreError};

/// What one repository holds, as one value: for stores that keep it as it is, and work out what it
/// adds up to for each question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// Given by the store.
    pub id: RepositoryId,
    /// Grows with every change and every notice. One count for all repositories: one that is removed
    /// and comes back must not have a version again that it had before.
    pub version: u64,
    /// The manifests.
    pub manifests: BTreeMap<Digest, ShelvedManifest>,
    /// The tags; each points to a manifest that is there.
    pub tags: BTreeMap<TagName, ShelvedTag>,
    /// What has to be looked at.
    pub notices: BTreeMap<Reference, Noted>,
    /// When something was last pushed to it.
    pub pushed_at: Option<OffsetDateTime>,
    /// When something was last pulled from it.
    pub pulled_at: Option<OffsetDateTime>,
}

/// A manifest on a [`Shelf`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelvedManifest {
    /// The manifest.
    pub manifest: Manifest,
    /// When it was first seen.
    pub pushed_at: OffsetDateTime,
    /// How often it was pulled.
    pub pulls: u64,
    /// When it was last pulled.
    pub pulled_at: Option<OffsetDateTime>,
}

/// A tag on a [`Shelf`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelvedTag {
    /// Given by the store.
    pub id: TagId,
    /// What it points to.
    pub digest: Digest,
    /// When it was first seen to point there.
    pub pushed_at: OffsetDateTime,
}

/// A notice on a [`Shelf`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The version of the shelf when it was last noted.
    pub version: u64,
    /// When it was first noted.
    pub first_at: OffsetDateTime,
}

impl Shelf {
    /// An empty one.
    pub fn new(id: RepositoryId) -> Self {
        Self {
            id,
            version: 0,
            manifests: BTreeMap::new(),
            tags: BTreeMap::new(),
            notices: BTreeMap::new(),
            pushed_at: None,
            pulled_at: None,
        }
    }

    /// Whether it is one that is not listed.
    pub fn is_empty(&self) -> bool {
        self.manifests.is_empty()
    }

    /// What it adds up to.
    pub fn sum(&self, name: &RepositoryName) -> Repository {
        let children = self.children();
        let counted = self.manifests.iter().filter(|(digest, _)| !children.contains(digest));
        Repository {
            id: self.id,
            name: name.clone(),
            tags: self.tags.len() as u64,
            manifests: self.manifests.len() as u64,
            size: total(self.sizes()),
            pulls: counted.map(|(_, known)| known.pulls).sum(),
            pushed_at: self.pushed_at,
            pulled_at: self.pulled_at,
        }
    }

    /// What shelves add up to together.
    pub fn totals<'a>(shelves: impl IntoIterator<Item = &'a Self>) -> CatalogTotals {
        let shelves: Vec<_> = shelves.into_iter().filter(|shelf| !shelf.is_empty()).collect();
        CatalogTotals {
            repositories: shelves.len() as u64,
            tags: shelves.iter().map(|shelf| shelf.tags.len() as u64).sum(),
            manifests: shelves.iter().map(|shelf| shelf.manifests.len() as u64).sum(),
            size: total(shelves.iter().flat_map(|shelf| shelf.sizes()).collect()),
        }
    }

    /// The tags, by name.
    pub fn tags(&self, repository: &RepositoryName) -> impl Iterator<Item = Tag> {
        self.tags.iter().filter_map(|(name, pointer)| {
            let known = self.manifests.get(&pointer.digest)?;
            Some(Tag {
                id: pointer.id,
                repository: repository.clone(),
                name: name.clone(),
                digest: pointer.digest.clone(),
                media_type: known.manifest.media_type.0.clone(),
                artifact_type: known.manifest.artifact_type.clone(),
                size: self.pulled_size(&known.manifest),
                platforms: known.manifest.platforms(),
                pushed_at: pointer.pushed_at,
                pulls: known.pulls,
                pulled_at: known.pulled_at,
            })
        })
    }

    /// The manifests, each with its tags.
    pub fn entries(&self, repository: &RepositoryName) -> impl Iterator<Item = ManifestEntry> {
        self.manifests.iter().map(|(digest, known)| ManifestEntry {
            repository: repository.clone(),
            manifest: known.manifest.clone(),
            tags: self.tags.iter().filter(|(_, to)| to.digest == *digest).map(|(name, _)| name.clone()).collect(),
            pushed_at: known.pushed_at,
            pulls: known.pulls,
            pulled_at: known.pulled_at,
        })
    }

    /// What a walk through the registry has to be compared with.
    pub fn snapshot(&self) -> RepositorySnapshot {
        RepositorySnapshot {
            version: self.version,
            tags: self.tags.iter().map(|(name, pointer)| (name.clone(), pointer.digest.clone())).collect(),
            manifests: self.manifests.keys().cloned().collect(),
        }
    }

    /// The sizes of its manifests and blobs.
    pub fn sizes(&self) -> BTreeMap<&Digest, u64> {
        self.manifests.values().flat_map(|known| parts(&known.manifest)).collect()
    }

    /// The manifests that are in an index.
    fn children(&self) -> BTreeSet<&Digest> {
        let children = self.manifests.values().flat_map(|known| known.manifest.children());
        children.map(|child| &child.descriptor.digest).collect()
    }

    fn pulled_size(&self, manifest: &Manifest) -> u64 {
        let mut reached = BTreeMap::from([(&manifest.digest, manifest)]);
        let mut next = vec![manifest];
        while let Some(manifest) = next.pop() {
            for child in manifest.children() {
                let known = self.manifests.get_key_value(&child.descriptor.digest);
                if let Some((digest, known)) = known.filter(|(digest, _)| !reached.contains_key(digest)) {
                    reached.insert(digest, &known.manifest);
                    next.push(&known.manifest);
                }
            }
        }
        total(reached.into_values().flat_map(parts).collect())
    }

    /// Makes changes as [`Catalog::apply`](crate::Catalog::apply) says; `next_id` is asked for the id of each new tag.
    /// It may be half changed when it fails.
    pub fn apply(
        &mut self,
        changes: &RepositoryChanges,
        now: OffsetDateTime,
        mut next_id: impl FnMut() -> TagId,
    ) -> Result<(), StoreError> {
        for manifest in &changes.manifests {
            self.manifests.entry(manifest.digest.clone()).or_insert_with(|| {
                self.pushed_at = self.pushed_at.max(Some(now));
                ShelvedManifest { manifest: manifest.clone(), pushed_at: now, pulls: 0, pulled_at: None }
            });
        }
        for (name, digest) in &changes.tags {
            Record::Tag.refers(self.manifests.contains_key(digest))?;
            let known = self.tags.get(name);
            if known.is_none_or(|pointer| pointer.digest != *digest) {
                let id = known.map_or_else(&mut next_id, |pointer| pointer.id);
                self.pushed_at = self.pushed_at.max(Some(now));
                self.tags.insert(name.clone(), ShelvedTag { id, digest: digest.clone(), pushed_at: now });
            }
        }
        self.tags.retain(|name, _| !changes.removed_tags.contains(name));
        self.tags.retain(|_, pointer| !changes.removed_manifests.contains(&pointer.digest));
        self.manifests.retain(|digest, _| !changes.removed_manifests.contains(digest));
        Ok(())
    }

    /// Counts a pull. Tells whether it is a pull of its own, not one of a part of an index; none if the manifest is not known.
    pub fn count_pull(&mut self, digest: &Digest, at: OffsetDateTime) -> Option<bool> {
        let known = self.manifests.get_mut(digest)?;
        known.pulls += 1;
        known.pulled_at = known.pulled_at.max(Some(at));
        self.pulled_at = self.pulled_at.max(Some(at));
        Some(!self.children().contains(digest))
    }

    /// Notes that something has to be looked at; this makes it a shelf of this version.
    pub fn note(&mut self, reference: &Reference, at: OffsetDateTime, version: u64) {
        self.version = version;
        let noted = self.notices.entry(reference.clone()).or_insert(Noted { version, first_at: at });
        noted.version = version;
    }

    /// What is noted, in no order, and when it first was.
    pub fn notices(&self, name: &RepositoryName) -> impl Iterator<Item = (OffsetDateTime, Notice)> {
        self.notices.iter().map(|(reference, noted)| {
            let notice = Notice { version: noted.version, repository: name.clone(), reference: reference.clone() };
            (noted.first_at, notice)
        })
    }

    /// Takes a notice away, unless it was noted anew meanwhile.
    pub fn dismiss(&mut self, notice: &Notice) {
        if self.notices.get(&notice.reference).is_some_and(|noted| noted.version == notice.version) {
            self.notices.remove(&notice.reference);
        }
    }
}

/// Adds up sizes, of which a manifest may claim any.
fn total(sizes: BTreeMap<&Digest, u64>) -> u64 {
    sizes.into_values().fold(0, u64::saturating_add)
}

/// A manifest and its blobs, with their sizes.
fn parts(manifest: &Manifest) -> impl Iterator<Item = (&Digest, u64)> {
    let blobs = manifest.blobs().map(|blob| (&blob.digest, blob.size));
    std::iter::once((&manifest.digest, manifest.size)).chain(blobs)
}
