use std::collections::BTreeMap;

use domain::RepositoryName;
use domain::catalog::{
    Child, Content, DayActivity, Descriptor, Digest, Manifest, MediaType, Platform, Reference, RepositoryId, TagId,
    TagName,
};
use ports::{Noted, Shelf, ShelvedManifest, ShelvedTag};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, OffsetDateTime};

use super::codec::{self, Coded, by_fields, by_text};
use super::{Record, Table};

by_text!(Digest, RepositoryId, RepositoryName, TagId, TagName);
by_fields!(
    Child => ChildFields,
    Content => ContentFields,
    DayActivity => DayActivityFields,
    Descriptor => DescriptorFields,
    Manifest => ManifestFields,
    Noted => NotedFields,
    Platform => PlatformFields,
    Reference => ReferenceFields,
    Shelf => ShelfFields,
    ShelvedManifest => ShelvedManifestFields,
    ShelvedTag => ShelvedTagFields,
);

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredShelf {
    #[serde(with = "codec")]
    pub(crate) name: RepositoryName,
    #[serde(with = "codec")]
    pub(crate) shelf: Shelf,
}

/// A pull of a manifest that is not known yet.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptPull {
    pub(crate) number: u64,
    #[serde(with = "codec")]
    pub(crate) repository: RepositoryName,
    #[serde(with = "codec")]
    pub(crate) digest: Digest,
    #[serde(with = "codec")]
    pub(crate) at: OffsetDateTime,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct SeenEvent {
    pub(crate) id: String,
    #[serde(with = "codec")]
    pub(crate) at: OffsetDateTime,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredDay(#[serde(with = "codec")] pub(crate) DayActivity);

impl Record for StoredShelf {
    const TABLE: Table = Table::new("repositories");

    fn key(&self) -> String {
        self.name.to_string()
    }
}

impl Record for KeptPull {
    const TABLE: Table = Table::new("kept pulls");

    fn key(&self) -> String {
        format!("{:020}", self.number)
    }
}

impl Record for SeenEvent {
    const TABLE: Table = Table::new("events");

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl StoredDay {
    /// The number of the day since long ago.
    pub(crate) fn key_of(day: Date) -> String {
        format!("{:010}", day.to_julian_day())
    }
}

impl Record for StoredDay {
    const TABLE: Table = Table::new("activity");

    fn key(&self) -> String {
        Self::key_of(self.0.day)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Shelf")]
struct ShelfFields {
    #[serde(with = "codec")]
    id: RepositoryId,
    version: u64,
    #[serde(with = "codec::pairs")]
    manifests: BTreeMap<Digest, ShelvedManifest>,
    #[serde(with = "codec::pairs")]
    tags: BTreeMap<TagName, ShelvedTag>,
    #[serde(with = "codec::pairs")]
    notices: BTreeMap<Reference, Noted>,
    #[serde(with = "codec::maybe")]
    pushed_at: Option<OffsetDateTime>,
    #[serde(with = "codec::maybe")]
    pulled_at: Option<OffsetDateTime>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ShelvedManifest")]
struct ShelvedManifestFields {
    #[serde(with = "codec")]
    manifest: Manifest,
    #[serde(with = "codec")]
    pushed_at: OffsetDateTime,
    pulls: u64,
    #[serde(with = "codec::maybe")]
    pulled_at: Option<OffsetDateTime>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ShelvedTag")]
struct ShelvedTagFields {
    #[serde(with = "codec")]
    id: TagId,
    #[serde(with = "codec")]
    digest: Digest,
    #[serde(with = "codec")]
    pushed_at: OffsetDateTime,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Noted")]
struct NotedFields {
    version: u64,
    #[serde(with = "codec")]
    first_at: OffsetDateTime,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Reference")]
enum ReferenceFields {
    Tag(#[serde(with = "codec")] TagName),
    Digest(#[serde(with = "codec")] Digest),
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Manifest")]
struct ManifestFields {
    #[serde(with = "codec")]
    digest: Digest,
    #[serde(with = "codec")]
    media_type: MediaType,
    size: u64,
    #[serde(with = "codec")]
    content: Content,
    artifact_type: Option<String>,
    #[serde(with = "codec::maybe")]
    subject: Option<Digest>,
    annotations: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Content")]
enum ContentFields {
    Image {
        #[serde(with = "codec")]
        config: Descriptor,
        #[serde(with = "codec::each")]
        layers: Vec<Descriptor>,
        #[serde(with = "codec::maybe")]
        platform: Option<Platform>,
    },
    Index {
        #[serde(with = "codec::each")]
        children: Vec<Child>,
    },
    Opaque,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Descriptor")]
struct DescriptorFields {
    #[serde(with = "codec")]
    media_type: MediaType,
    #[serde(with = "codec")]
    digest: Digest,
    size: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Child")]
struct ChildFields {
    #[serde(with = "codec")]
    descriptor: Descriptor,
    #[serde(with = "codec::maybe")]
    platform: Option<Platform>,
    annotations: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Platform")]
struct PlatformFields {
    os: String,
    architecture: String,
    variant: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "DayActivity")]
struct DayActivityFields {
    #[serde(with = "codec")]
    day: Date,
    pushes: u64,
    pulls: u64,
}

impl Coded for MediaType {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Coded for Date {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_julian_day().serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_julian_day(i32::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
