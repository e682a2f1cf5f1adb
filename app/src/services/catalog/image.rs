use std::collections::BTreeSet;

use domain::catalog::{Child, Content, Descriptor, Digest, ManifestEntry, TagName};
use time::OffsetDateTime;

use super::ImageConfig;

/// A manifest with all that is known of it.
#[derive(Debug, Clone)]
pub struct ImageDetail {
    /// The manifest.
    pub entry: ManifestEntry,
    /// The bytes that pulling it moves; of an index, of all its images.
    pub pull_size: u64,
    /// How it is run, if it is an image.
    pub config: Option<ImageConfig>,
    /// The steps that made it, each with the layer it left.
    pub history: Vec<Step>,
    /// The manifests in the same repository that are about it.
    pub referrers: Vec<Referrer>,
}

/// A step in the making of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When it was made.
    pub created: Option<OffsetDateTime>,
    /// The command.
    pub created_by: String,
    /// A note.
    pub comment: Option<String>,
    /// What it left; none if it changed no file.
    pub layer: Option<Descriptor>,
}

/// A manifest that is about another one: a signature, a bill of materials, an attestation.
#[derive(Debug, Clone)]
pub struct Referrer {
    /// The manifest, if the registry has it.
    pub digest: Digest,
    /// What it is.
    pub artifact_type: Option<String>,
    /// Its type.
    pub media_type: String,
    /// The bytes that pulling it moves.
    pub size: u64,
    /// The tags it has.
    pub tags: Vec<TagName>,
}

impl ImageDetail {
    /// Puts together what is known of `entry`; `all` are the manifests of its repository.
    pub(super) fn new(entry: ManifestEntry, all: &[ManifestEntry], config: Option<ImageConfig>) -> Self {
        Self {
            pull_size: pull_size(&entry, all),
            history: config.as_ref().map(|config| steps(config, &entry)).unwrap_or_default(),
            referrers: referrers(&entry, all),
            entry,
            config,
        }
    }

    /// The images in an index; for an image itself there are none.
    pub fn images(&self) -> impl Iterator<Item = &Child> {
        self.entry.manifest.children().iter().filter(|child| child.is_image())
    }
}

/// Joins the steps with the layers: each step that changed a file left the next layer. Where the
/// two do not fit the builder did not record its steps, and the layers stand alone.
fn steps(config: &ImageConfig, entry: &ManifestEntry) -> Vec<Step> {
    let Content::Image { layers, .. } = &entry.manifest.content else { return Vec::new() };
    let recorded = config.history.iter().filter(|step| !step.empty_layer).count();
    if recorded != layers.len() {
        return Vec::new();
    }
    let mut layers = layers.iter().cloned();
    let step = |entry: &super::image_config::HistoryEntry| Step {
        created: entry.created,
        created_by: entry.created_by.clone().unwrap_or_default(),
        comment: entry.comment.clone(),
        layer: if entry.empty_layer { None } else { layers.next() },
    };
    config.history.iter().map(step).collect()
}

fn pull_size(entry: &ManifestEntry, all: &[ManifestEntry]) -> u64 {
    let listed: BTreeSet<_> = entry.manifest.children().iter().map(|child| &child.descriptor.digest).collect();
    let parts = all.iter().filter(|other| listed.contains(&other.manifest.digest)).chain([entry]);
    let content = parts.flat_map(|part| {
        let own = (part.manifest.digest.clone(), part.manifest.size);
        part.manifest.blobs().map(|blob| (blob.digest.clone(), blob.size)).chain([own])
    });
    content.collect::<BTreeSet<_>>().into_iter().map(|(_, size)| size).sum()
}

/// By their `subject`, by the tag that stands in for the referrers API (OCI distribution spec,
/// "Referrers Tag Schema"), by the tags of cosign, and by the notes of build tools in an index.
fn referrers(entry: &ManifestEntry, all: &[ManifestEntry]) -> Vec<Referrer> {
    let digest = &entry.manifest.digest;
    let stand_in = format!("{}-{}", digest.algorithm(), digest.encoded());
    let cosign = format!("{stand_in}.");
    let has_tag = |other: &ManifestEntry, fits: &dyn Fn(&str) -> bool| other.tags.iter().any(|tag| fits(tag.as_str()));
    let listed: BTreeSet<_> = all
        .iter()
        .filter(|other| has_tag(other, &|tag| tag == stand_in))
        .flat_map(|index| index.manifest.children().iter().map(|child| &child.descriptor.digest))
        .chain(attestations(digest, all))
        .collect();
    let refers = |other: &&ManifestEntry| {
        other.manifest.subject.as_ref() == Some(digest)
            || listed.contains(&other.manifest.digest)
            || has_tag(other, &|tag| tag.starts_with(&cosign))
    };
    let referrer = |other: &ManifestEntry| Referrer {
        digest: other.manifest.digest.clone(),
        artifact_type: other.manifest.artifact_type.clone(),
        media_type: other.manifest.media_type.to_string(),
        size: pull_size(other, all),
        tags: other.tags.clone(),
    };
    all.iter().filter(refers).map(referrer).collect()
}

fn attestations<'a>(digest: &'a Digest, all: &'a [ManifestEntry]) -> impl Iterator<Item = &'a Digest> {
    let children = all.iter().flat_map(|index| index.manifest.children());
    children.filter(move |child| child.attests_to() == Some(digest.as_str())).map(|child| &child.descriptor.digest)
}
