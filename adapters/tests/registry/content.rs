use domain::RepositoryName;
use domain::catalog::{Digest, MediaType, Reference, TagName};
use serde_json::{Value, json};
use sha2::Digest as _;

use crate::stock::Stock;

pub(crate) const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
pub(crate) const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// A blob that the registry holds.
pub(crate) struct Blob {
    pub(crate) digest: String,
    pub(crate) size: usize,
}

/// A manifest that the registry holds.
pub(crate) struct Pushed {
    pub(crate) digest: Digest,
    pub(crate) media_type: String,
    pub(crate) raw: Vec<u8>,
}

impl Pushed {
    /// How others refer to it.
    pub(crate) fn descriptor(&self) -> Value {
        json!({"mediaType": self.media_type, "digest": self.digest.as_str(), "size": self.raw.len()})
    }
}

impl Stock {
    /// Pushes an image that no other text makes.
    pub(crate) fn push_image(&self, repository: &str, tag: &str, text: &str) -> Pushed {
        let image = self.image(repository, text, OCI_CONFIG);
        self.push_manifest(repository, tag, MediaType::OCI_MANIFEST, &image)
    }

    /// A manifest whose blobs are pushed.
    pub(crate) fn image(&self, repository: &str, text: &str, config_type: &str) -> Value {
        let config = self.push_blob(repository, format!("{{\"text\": \"{text}\"}}").as_bytes());
        let layer = self.push_blob(repository, format!("layer of {text}").as_bytes());
        json!({
            "schemaVersion": 2,
            "mediaType":
                if config_type == DOCKER_CONFIG { MediaType::DOCKER_MANIFEST } else { MediaType::OCI_MANIFEST },
            "config": {"mediaType": config_type, "digest": config.digest, "size": config.size},
            "layers": [{"mediaType": LAYER, "digest": layer.digest, "size": layer.size}],
        })
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    let hex: String = sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

pub(crate) fn repository(name: &str) -> RepositoryName {
    name.parse().unwrap()
}

pub(crate) fn tag_name(name: &str) -> TagName {
    name.parse().unwrap()
}

pub(crate) fn tag(name: &str) -> Reference {
    Reference::Tag(tag_name(name))
}

pub(crate) fn by_digest(digest: &Digest) -> Reference {
    Reference::Digest(digest.clone())
}
