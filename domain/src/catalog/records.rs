use std::fmt;
use std::str::FromStr;

use time::OffsetDateTime;

use super::{Digest, Manifest, Platform, TagName};
use crate::RepositoryName;

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

number_id!(
    /// Identifies a [`Repository`] for as long as the store knows it.
    RepositoryId
);
number_id!(
    /// Identifies a [`Tag`] for as long as the store knows it, whatever it points to.
    TagId
);

/// A repository, with what its tags and manifests add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Given by the store.
    pub id: RepositoryId,
    /// Unique.
    pub name: RepositoryName,
    /// How many tags it has.
    pub tags: u64,
    /// How many manifests it has, tagged or not.
    pub manifests: u64,
    /// The bytes it takes on disk: manifests and blobs, each counted once.
    pub size: u64,
    /// How often one of its manifests was pulled, those of single platforms not counted beside
    /// their index.
    pub pulls: u64,
    /// When something was last pushed to it.
    pub pushed_at: Option<OffsetDateTime>,
    /// When something was last pulled from it.
    pub pulled_at: Option<OffsetDateTime>,
}

/// A tag, with what is known of the manifest it points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Given by the store.
    pub id: TagId,
    /// Where it is.
    pub repository: RepositoryName,
    /// Unique in its repository.
    pub name: TagName,
    /// What it points to.
    pub digest: Digest,
    /// The type of the manifest.
    pub media_type: String,
    /// What the manifest is when it is no image.
    pub artifact_type: Option<String>,
    /// The bytes that pulling it moves: manifest, config and layers; of an index, of all its images.
    pub size: u64,
    /// What it runs on: of an index, each of its images.
    pub platforms: Vec<Platform>,
    /// When it was first seen to point there.
    pub pushed_at: OffsetDateTime,
    /// How often its manifest was pulled.
    pub pulls: u64,
    /// When its manifest was last pulled.
    pub pulled_at: Option<OffsetDateTime>,
}

/// A manifest in a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestEntry {
    /// Where it is.
    pub repository: RepositoryName,
    /// The manifest.
    pub manifest: Manifest,
    /// The tags that point to it, by name.
    pub tags: Vec<TagName>,
    /// When it was first seen.
    pub pushed_at: OffsetDateTime,
    /// How often it was pulled.
    pub pulls: u64,
    /// When it was last pulled.
    pub pulled_at: Option<OffsetDateTime>,
}

/// What the whole catalogue adds up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CatalogTotals {
    /// Repositories that are not empty.
    pub repositories: u64,
    /// Tags.
    pub tags: u64,
    /// Manifests, tagged or not.
    pub manifests: u64,
    /// The bytes on disk: each manifest and blob counted once.
    pub size: u64,
}
