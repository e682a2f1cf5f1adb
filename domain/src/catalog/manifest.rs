use std::collections::BTreeMap;
use std::fmt;

use super::{Digest, Platform};

/// The type of a piece of content (RFC 6838), as its registry gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaType(pub String);

impl MediaType {
    /// The type of an OCI image manifest.
    pub const OCI_MANIFEST: &'static str = "application/vnd.oci.image.manifest.v1+json";
    /// The type of an OCI image index.
    pub const OCI_INDEX: &'static str = "application/vnd.oci.image.index.v1+json";
    /// The type of a Docker image manifest, schema 2.
    pub const DOCKER_MANIFEST: &'static str = "application/vnd.docker.distribution.manifest.v2+json";
    /// The type of a Docker manifest list.
    pub const DOCKER_LIST: &'static str = "application/vnd.docker.distribution.manifest.list.v2+json";
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A reference to content (OCI image spec, "Content Descriptors").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// The type of the content.
    pub media_type: MediaType,
    /// What identifies it.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
}

/// What a tag or digest of a repository stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// What identifies it.
    pub digest: Digest,
    /// Its type.
    pub media_type: MediaType,
    /// The size in bytes of the manifest itself.
    pub size: u64,
    /// What it refers to.
    pub content: Content,
    /// What it is when it is no image (OCI image manifest, `artifactType`).
    pub artifact_type: Option<String>,
    /// The manifest it is about (OCI image manifest, `subject`).
    pub subject: Option<Digest>,
    /// Free notes of whoever made it.
    pub annotations: BTreeMap<String, String>,
}

/// What a manifest refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Layers and their configuration: an image or an artifact.
    Image {
        /// How to run it, or whatever an artifact puts there.
        config: Descriptor,
        /// From the lowest to the highest.
        layers: Vec<Descriptor>,
        /// What it runs on, if its configuration tells.
        platform: Option<Platform>,
    },
    /// Other manifests: an image for several platforms.
    Index {
        /// In the order of the index.
        children: Vec<Child>,
    },
    /// Something that is named but not understood, such as Docker's schema 1.
    Opaque,
}

/// A manifest in an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// The manifest.
    pub descriptor: Descriptor,
    /// What it runs on.
    pub platform: Option<Platform>,
    /// Notes of whoever made the index.
    pub annotations: BTreeMap<String, String>,
}

impl Child {
    /// The digest of the manifest that this one attests to, as build tools note it.
    pub fn attests_to(&self) -> Option<&str> {
        let note = |name: &str| self.annotations.get(name).map(String::as_str);
        (note("vnd.docker.reference.type") == Some("attestation-manifest"))
            .then(|| note("vnd.docker.reference.digest"))
            .flatten()
    }

    /// Whether it is something to run, rather than a note about another child.
    pub fn is_image(&self) -> bool {
        self.attests_to().is_none() && !self.platform.as_ref().is_some_and(Platform::is_unknown)
    }
}

impl Manifest {
    /// How to run it, or whatever an artifact puts there; an index has none.
    pub fn config(&self) -> Option<&Descriptor> {
        match &self.content {
            Content::Image { config, .. } => Some(config),
            Content::Index { .. } | Content::Opaque => None,
        }
    }

    /// The blobs it needs, in its own repository.
    pub fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        let (config, layers) = match &self.content {
            Content::Image { config, layers, .. } => (Some(config), layers.as_slice()),
            Content::Index { .. } | Content::Opaque => (None, [].as_slice()),
        };
        config.into_iter().chain(layers)
    }

    /// The manifests it needs, in its own repository.
    pub fn children(&self) -> &[Child] {
        match &self.content {
            Content::Index { children } => children,
            Content::Image { .. } | Content::Opaque => &[],
        }
    }

    /// What it runs on, each platform once: of an index, what each of its images says.
    pub fn platforms(&self) -> Vec<Platform> {
        let own = match &self.content {
            Content::Image { platform, .. } => platform.as_ref(),
            Content::Index { .. } | Content::Opaque => None,
        };
        let images = self.children().iter().filter(|child| child.is_image());
        let mut platforms = Vec::new();
        for platform in own.into_iter().chain(images.filter_map(|child| child.platform.as_ref())) {
            if !platforms.contains(platform) {
                platforms.push(platform.clone());
            }
        }
        platforms
    }
}
