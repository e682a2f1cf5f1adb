use std::collections::{BTreeMap, BTreeSet};

use domain::RepositoryName;
use domain::catalog::{Digest, Manifest, ManifestEntry, Reference, Repository, RepositoryId, Tag, TagId, TagName};
use ports::{Notice, Record, RepositoryChanges, RepositorySnapshot, StoreError};
use time::OffsetDateTime;

use crate::memory::state::refers;

/// What one repository holds.
#[derive(Clone)]
pub(super) struct Shelf {
    id: RepositoryId,
    pub(super) version: u64,
    manifests: BTreeMap<Digest, Known>,
    tags: BTreeMap<TagName, Pointer>,
    notices: BTreeMap<Reference, Noted>,
    pushed_at: Option<OffsetDateTime>,
    pulled_at: Option<OffsetDateTime>,
}

#[derive(Clone)]
struct Known {
    manifest: Manifest,
    pushed_at: OffsetDateTime,
    pulls: u64,
    pulled_at: Option<OffsetDateTime>,
}

#[derive(Clone)]
struct Pointer {
    id: TagId,
    digest: Digest,
    pushed_at: OffsetDateTime,
}

#[derive(Clone)]
struct Noted {
    version: u64,
    first_at: OffsetDateTime,
}

impl Shelf {
    pub(super) fn new(id: i64) -> Self {
        Self {
            id: RepositoryId(id),
            version: 0,
            manifests: BTreeMap::new(),
            tags: BTreeMap::new(),
            notices: BTreeMap::new(),
            pushed_at: None,
            pulled_at: None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.manifests.is_empty()
    }

    pub(super) fn tag_count(&self) -> u64 {
        self.tags.len() as u64
    }

    pub(super) fn manifest_count(&self) -> u64 {
        self.manifests.len() as u64
    }

    /// What it adds up to.
    pub(super) fn sum(&self, name: &RepositoryName) -> Repository {
        let children = self.children();
        let counted = self.manifests.iter().filter(|(digest, _)| !children.contains(digest));
        Repository {
            id: self.id,
            name: name.clone(),
            tags: self.tag_count(),
            manifests: self.manifest_count(),
            size: total(self.sizes()),
            pulls: counted.map(|(_, known)| known.pulls).sum(),
            pushed_at: self.pushed_at,
            pulled_at: self.pulled_at,
        }
    }

    /// The tags, by name.
    pub(super) fn tags(&self, repository: &RepositoryName) -> impl Iterator<Item = Tag> {
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

    pub(super) fn entries(&self, repository: &RepositoryName) -> impl Iterator<Item = ManifestEntry> {
        self.manifests.iter().map(|(digest, known)| ManifestEntry {
            repository: repository.clone(),
            manifest: known.manifest.clone(),
            tags: self.tags.iter().filter(|(_, to)| to.digest == *digest).map(|(name, _)| name.clone()).collect(),
            pushed_at: known.pushed_at,
            pulls: known.pulls,
            pulled_at: known.pulled_at,
        })
    }

    pub(super) fn snapshot(&self) -> RepositorySnapshot {
        RepositorySnapshot {
            version: self.version,
            tags: self.tags.iter().map(|(name, pointer)| (name.clone(), pointer.digest.clone())).collect(),
            manifests: self.manifests.keys().cloned().collect(),
        }
    }

    /// The sizes of its manifests and blobs.
    pub(super) fn sizes(&self) -> BTreeMap<&Digest, u64> {
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

    /// May leave it half changed when it fails.
    pub(super) fn apply(
        &mut self,
        changes: &RepositoryChanges,
        now: OffsetDateTime,
        mut next_id: impl FnMut() -> i64,
    ) -> Result<(), StoreError> {
        for manifest in &changes.manifests {
            self.manifests.entry(manifest.digest.clone()).or_insert_with(|| {
                self.pushed_at = self.pushed_at.max(Some(now));
                Known { manifest: manifest.clone(), pushed_at: now, pulls: 0, pulled_at: None }
            });
        }
        for (name, digest) in &changes.tags {
            refers(Record::Tag, self.manifests.contains_key(digest))?;
            let known = self.tags.get(name);
            if known.is_none_or(|pointer| pointer.digest != *digest) {
                let id = known.map_or_else(|| TagId(next_id()), |pointer| pointer.id);
                self.pushed_at = self.pushed_at.max(Some(now));
                self.tags.insert(name.clone(), Pointer { id, digest: digest.clone(), pushed_at: now });
            }
        }
        self.tags.retain(|name, _| !changes.removed_tags.contains(name));
        self.tags.retain(|_, pointer| !changes.removed_manifests.contains(&pointer.digest));
        self.manifests.retain(|digest, _| !changes.removed_manifests.contains(digest));
        Ok(())
    }

    /// Whether it is a pull of its own, not one of a part of an index; none if the manifest is not known.
    pub(super) fn count_pull(&mut self, digest: &Digest, at: OffsetDateTime) -> Option<bool> {
        let known = self.manifests.get_mut(digest)?;
        known.pulls += 1;
        known.pulled_at = known.pulled_at.max(Some(at));
        self.pulled_at = self.pulled_at.max(Some(at));
        Some(!self.children().contains(digest))
    }

    pub(super) fn note(&mut self, reference: &Reference, at: OffsetDateTime, version: u64) {
        self.version = version;
        let noted = self.notices.entry(reference.clone()).or_insert(Noted { version, first_at: at });
        noted.version = version;
    }

    pub(super) fn notices(&self, name: &RepositoryName) -> impl Iterator<Item = (OffsetDateTime, Notice)> {
        self.notices.iter().map(|(reference, noted)| {
            let notice = Notice { version: noted.version, repository: name.clone(), reference: reference.clone() };
            (noted.first_at, notice)
        })
    }

    pub(super) fn dismiss(&mut self, notice: &Notice) {
        if self.notices.get(&notice.reference).is_some_and(|noted| noted.version == notice.version) {
            self.notices.remove(&notice.reference);
        }
    }
}

/// Adds up sizes, of which a manifest may claim any.
pub(super) fn total(sizes: BTreeMap<&Digest, u64>) -> u64 {
    sizes.into_values().fold(0, u64::saturating_add)
}

/// A manifest and its blobs, with their sizes.
fn parts(manifest: &Manifest) -> impl Iterator<Item = (&Digest, u64)> {
    let blobs = manifest.blobs().map(|blob| (&blob.digest, blob.size));
    std::iter::once((&manifest.digest, manifest.size)).chain(blobs)
}
