//! A manifest, taken apart into rows and put together again.

use diesel::prelude::*;
use domain::RepositoryName;
use domain::catalog::{Child, Content, Descriptor, Manifest, ManifestEntry, MediaType, Platform, TagName};

use super::super::column::{ColumnError, Row, signed};
use super::super::connection::Dialect;
use super::super::schema::{children, contents, manifests, parts};
use super::json;

#[derive(Queryable, Selectable)]
#[diesel(table_name = manifests, check_for_backend(Dialect))]
pub(super) struct ManifestRow {
    pub(super) id: i64,
    digest: String,
    kind: String,
    media_type: String,
    size: i64,
    artifact_type: Option<String>,
    subject: Option<String>,
    annotations: String,
    platforms: String,
    pushed_at: i64,
    pulls: i64,
    pulled_at: Option<i64>,
}

#[derive(Insertable)]
#[diesel(table_name = manifests, check_for_backend(Dialect), treat_none_as_default_value = false)]
pub(super) struct NewManifest {
    repository_id: i64,
    digest: String,
    kind: &'static str,
    media_type: String,
    size: i64,
    artifact_type: Option<String>,
    subject: Option<String>,
    annotations: String,
    platforms: String,
    pulled_size: i64,
    pushed_at: i64,
    pulls: i64,
}

impl NewManifest {
    /// The size of its pull is for others to find out.
    pub(super) fn new(repository_id: i64, manifest: &Manifest, pushed_at: i64) -> Self {
        Self {
            repository_id,
            digest: manifest.digest.to_string(),
            kind: kind(&manifest.content),
            media_type: manifest.media_type.to_string(),
            size: signed(manifest.size),
            artifact_type: manifest.artifact_type.clone(),
            subject: manifest.subject.as_ref().map(ToString::to_string),
            annotations: json::annotations(&manifest.annotations),
            platforms: json::platforms(&manifest.platforms()),
            pulled_size: 0,
            pushed_at,
            pulls: 0,
        }
    }
}

fn kind(content: &Content) -> &'static str {
    match content {
        Content::Image { .. } => "image",
        Content::Index { .. } => "index",
        Content::Opaque => "opaque",
    }
}

#[derive(Insertable)]
#[diesel(table_name = parts, check_for_backend(Dialect))]
pub(super) struct NewPart {
    pub(super) manifest_id: i64,
    pub(super) place: i64,
    pub(super) repository_id: i64,
    pub(super) content_id: i64,
    pub(super) media_type: String,
    pub(super) size: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = parts, check_for_backend(Dialect))]
pub(super) struct PartRow {
    pub(super) manifest_id: i64,
    place: i64,
    media_type: String,
    size: i64,
    #[diesel(embed)]
    content: DigestColumn,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contents, check_for_backend(Dialect))]
pub(super) struct DigestColumn {
    digest: String,
}

impl PartRow {
    fn read(&self) -> Result<Descriptor, ColumnError> {
        let row = Row { table: "parts", id: &format!("{}, {}", self.manifest_id, self.place) };
        descriptor(row, &self.media_type, &self.content.digest, self.size)
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = children, check_for_backend(Dialect))]
pub(super) struct ChildRow {
    pub(super) manifest_id: i64,
    place: i64,
    repository_id: i64,
    digest: String,
    media_type: String,
    size: i64,
    platforms: String,
    annotations: String,
}

impl ChildRow {
    pub(super) fn new(repository_id: i64, manifest_id: i64, place: i64, child: &Child) -> Self {
        Self {
            manifest_id,
            place,
            repository_id,
            digest: child.descriptor.digest.to_string(),
            media_type: child.descriptor.media_type.to_string(),
            size: signed(child.descriptor.size),
            platforms: json::platforms(&child.platform),
            annotations: json::annotations(&child.annotations),
        }
    }

    fn read(&self) -> Result<Child, ColumnError> {
        let row = Row { table: "children", id: &format!("{}, {}", self.manifest_id, self.place) };
        Ok(Child {
            descriptor: descriptor(row, &self.media_type, &self.digest, self.size)?,
            platform: json::read_platforms(row, &self.platforms)?.into_iter().next(),
            annotations: json::read_annotations(row, &self.annotations)?,
        })
    }
}

fn descriptor(row: Row<'_>, media_type: &str, digest: &str, size: i64) -> Result<Descriptor, ColumnError> {
    Ok(Descriptor {
        media_type: MediaType(media_type.to_owned()),
        digest: row.parse("digest", digest)?,
        size: size.unsigned_abs(),
    })
}

impl ManifestRow {
    /// Puts it together with its parts and children, both in their order, and the tags that point
    /// to it.
    pub(super) fn read(
        self,
        repository: &RepositoryName,
        parts: &[PartRow],
        children: &[ChildRow],
        tags: Vec<TagName>,
    ) -> Result<ManifestEntry, ColumnError> {
        let row = Row { table: "manifests", id: &self.id.to_string() };
        let platforms = json::read_platforms(row, &self.platforms)?;
        Ok(ManifestEntry {
            repository: repository.clone(),
            manifest: Manifest {
                digest: row.parse("digest", &self.digest)?,
                media_type: MediaType(self.media_type),
                size: self.size.unsigned_abs(),
                content: content(row, &self.kind, platforms, parts, children)?,
                artifact_type: self.artifact_type,
                subject: self.subject.map(|subject| row.parse("subject", &subject)).transpose()?,
                annotations: json::read_annotations(row, &self.annotations)?,
            },
            tags,
            pushed_at: row.moment("pushed_at", self.pushed_at)?,
            pulls: self.pulls.unsigned_abs(),
            pulled_at: self.pulled_at.map(|at| row.moment("pulled_at", at)).transpose()?,
        })
    }
}

fn content(
    row: Row<'_>,
    kind: &str,
    platforms: Vec<Platform>,
    parts: &[PartRow],
    children: &[ChildRow],
) -> Result<Content, ColumnError> {
    match (kind, parts) {
        ("image", [_itself, config, layers @ ..]) => Ok(Content::Image {
            config: config.read()?,
            layers: layers.iter().map(PartRow::read).collect::<Result<_, _>>()?,
            platform: platforms.into_iter().next(),
        }),
        ("index", _) => Ok(Content::Index { children: children.iter().map(ChildRow::read).collect::<Result<_, _>>()? }),
        ("opaque", _) => Ok(Content::Opaque),
        _ => Err(row.unreadable("kind", format!("{kind} of {} parts", parts.len()))),
    }
}
