use std::collections::BTreeMap;

use domain::catalog::{Content, Descriptor, Platform};
use poem_openapi::{Enum, Object};
use time::OffsetDateTime;

use super::repository::PlatformBody;
use crate::services::catalog::{ImageConfig, ImageDetail, Referrer, Step};

/// What a manifest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "ManifestKind", rename_all = "lowercase")]
enum ManifestKind {
    /// An image for one platform.
    Image,
    /// An image for several platforms, or another list of manifests.
    Index,
    /// Something else that is kept like an image.
    Artifact,
    /// Something that is not understood, such as Docker's schema 1.
    Other,
}

/// A piece of content.
#[derive(Debug, Object)]
#[oai(rename = "Descriptor")]
struct DescriptorBody {
    /// Its type.
    media_type: String,
    /// What identifies it.
    digest: String,
    /// Its size.
    size_bytes: u64,
}

impl From<&Descriptor> for DescriptorBody {
    fn from(descriptor: &Descriptor) -> Self {
        Self {
            media_type: descriptor.media_type.to_string(),
            digest: descriptor.digest.to_string(),
            size_bytes: descriptor.size,
        }
    }
}

/// A manifest in an index.
#[derive(Debug, Object)]
#[oai(rename = "IndexEntry")]
struct IndexEntryBody {
    /// The manifest.
    manifest: DescriptorBody,
    /// What it runs on.
    platform: Option<PlatformBody>,
    /// Notes of whoever made the index.
    annotations: BTreeMap<String, String>,
}

/// How an image is run.
#[derive(Debug, Object)]
#[oai(rename = "ImageConfig")]
struct ImageConfigBody {
    /// When it was made.
    created: Option<OffsetDateTime>,
    /// Who made it.
    author: Option<String>,
    /// What it runs on.
    os: Option<String>,
    /// What it runs on.
    architecture: Option<String>,
    /// What it runs on.
    variant: Option<String>,
    /// The user it runs as.
    user: Option<String>,
    /// `NAME=value` each.
    env: Vec<String>,
    /// The program.
    entrypoint: Vec<String>,
    /// Its arguments, or the program.
    cmd: Vec<String>,
    /// Where it starts.
    working_dir: Option<String>,
    /// Such as `80/tcp`.
    exposed_ports: Vec<String>,
    /// Paths.
    volumes: Vec<String>,
    /// Free notes.
    labels: BTreeMap<String, String>,
    /// What stops it.
    stop_signal: Option<String>,
}

impl From<ImageConfig> for ImageConfigBody {
    fn from(image: ImageConfig) -> Self {
        let run = image.config;
        Self {
            created: image.created,
            author: image.author,
            os: image.os,
            architecture: image.architecture,
            variant: image.variant,
            user: run.user,
            env: run.env,
            entrypoint: run.entrypoint,
            cmd: run.cmd,
            working_dir: run.working_dir,
            exposed_ports: run.exposed_ports.into_keys().collect(),
            volumes: run.volumes.into_keys().collect(),
            labels: run.labels,
            stop_signal: run.stop_signal,
        }
    }
}

/// A step in the making of an image.
#[derive(Debug, Object)]
#[oai(rename = "HistoryStep")]
struct StepBody {
    /// When it was made.
    created: Option<OffsetDateTime>,
    /// The command.
    created_by: String,
    /// A note.
    comment: Option<String>,
    /// The layer it left; none if it changed no file.
    layer: Option<DescriptorBody>,
}

impl From<Step> for StepBody {
    fn from(step: Step) -> Self {
        Self {
            created: step.created,
            created_by: step.created_by,
            comment: step.comment,
            layer: step.layer.as_ref().map(DescriptorBody::from),
        }
    }
}

/// A manifest that is about this one: a signature, a bill of materials, an attestation.
#[derive(Debug, Object)]
#[oai(rename = "Referrer")]
struct ReferrerBody {
    /// What identifies it.
    digest: String,
    /// What it is.
    artifact_type: Option<String>,
    /// Its type.
    media_type: String,
    /// The bytes that pulling it moves.
    size_bytes: u64,
    /// Its tags.
    tags: Vec<String>,
}

impl From<Referrer> for ReferrerBody {
    fn from(referrer: Referrer) -> Self {
        Self {
            digest: referrer.digest.to_string(),
            artifact_type: referrer.artifact_type,
            media_type: referrer.media_type,
            size_bytes: referrer.size,
            tags: referrer.tags.iter().map(ToString::to_string).collect(),
        }
    }
}

/// A manifest with all that is known of it.
#[derive(Debug, Object)]
#[oai(rename = "Manifest")]
pub(in crate::http) struct ManifestBody {
    /// Where it is.
    repository: String,
    /// What identifies it.
    digest: String,
    /// Its type.
    media_type: String,
    /// What it is.
    kind: ManifestKind,
    /// What it is when it is no image.
    artifact_type: Option<String>,
    /// The manifest it is about.
    subject: Option<String>,
    /// The size of the manifest itself.
    manifest_bytes: u64,
    /// The bytes that pulling it moves; of an index, of all its images.
    size_bytes: u64,
    /// The tags that point to it.
    tags: Vec<String>,
    /// Free notes of whoever made it.
    annotations: BTreeMap<String, String>,
    /// What it runs on: of an index, each of its images.
    platforms: Vec<PlatformBody>,
    /// The images of an index.
    images: Vec<IndexEntryBody>,
    /// What an index lists besides, such as the attestations of build tools.
    attachments: Vec<IndexEntryBody>,
    /// The content that says how it is run.
    config_descriptor: Option<DescriptorBody>,
    /// How it is run.
    config: Option<ImageConfigBody>,
    /// Its layers, the lowest first.
    layers: Vec<DescriptorBody>,
    /// The steps that made it; empty if its builder did not record them.
    history: Vec<StepBody>,
    /// What is about it.
    referrers: Vec<ReferrerBody>,
    /// When it was first seen.
    pushed_at: OffsetDateTime,
    /// How often it was pulled.
    pulls: u64,
    /// When it was last pulled.
    pulled_at: Option<OffsetDateTime>,
}

impl From<ImageDetail> for ManifestBody {
    fn from(detail: ImageDetail) -> Self {
        let manifest = &detail.entry.manifest;
        let (kind, config, layers) = match &manifest.content {
            Content::Image { config, layers, .. } => (image_kind(&detail), Some(config), layers.as_slice()),
            Content::Index { .. } => (ManifestKind::Index, None, [].as_slice()),
            Content::Opaque => (ManifestKind::Other, None, [].as_slice()),
        };
        let (images, attachments) = manifest.children().iter().partition::<Vec<_>, _>(|child| child.is_image());
        let entries = |children: Vec<&domain::catalog::Child>| children.into_iter().map(IndexEntryBody::from).collect();
        Self {
            repository: detail.entry.repository.to_string(),
            digest: manifest.digest.to_string(),
            media_type: manifest.media_type.to_string(),
            kind,
            artifact_type: manifest.artifact_type.clone(),
            subject: manifest.subject.as_ref().map(ToString::to_string),
            manifest_bytes: manifest.size,
            size_bytes: detail.pull_size,
            tags: detail.entry.tags.iter().map(ToString::to_string).collect(),
            annotations: manifest.annotations.clone(),
            platforms: platforms(&detail).map(PlatformBody::from).collect(),
            images: entries(images),
            attachments: entries(attachments),
            config_descriptor: config.map(DescriptorBody::from),
            layers: layers.iter().map(DescriptorBody::from).collect(),
            pushed_at: detail.entry.pushed_at,
            pulls: detail.entry.pulls,
            pulled_at: detail.entry.pulled_at,
            config: detail.config.map(ImageConfigBody::from),
            history: detail.history.into_iter().map(StepBody::from).collect(),
            referrers: detail.referrers.into_iter().map(ReferrerBody::from).collect(),
        }
    }
}

impl From<&domain::catalog::Child> for IndexEntryBody {
    fn from(child: &domain::catalog::Child) -> Self {
        Self {
            manifest: (&child.descriptor).into(),
            platform: child.platform.as_ref().map(PlatformBody::from),
            annotations: child.annotations.clone(),
        }
    }
}

fn image_kind(detail: &ImageDetail) -> ManifestKind {
    if detail.entry.manifest.artifact_type.is_some() { ManifestKind::Artifact } else { ManifestKind::Image }
}

fn platforms(detail: &ImageDetail) -> impl Iterator<Item = &Platform> {
    let own = match &detail.entry.manifest.content {
        Content::Image { platform, .. } => platform.as_ref(),
        Content::Index { .. } | Content::Opaque => None,
    };
    own.into_iter().chain(detail.images().filter_map(|child| child.platform.as_ref()))
}
