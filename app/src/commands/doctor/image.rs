//! An image that is like no other and as small as can be.

use serde_json::json;
use sha2::{Digest, Sha256};

pub(super) const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";

/// An image without layers.
pub(super) struct Image {
    pub(super) tag: String,
    pub(super) config: String,
    pub(super) manifest: String,
}

impl Image {
    /// Nobody else has it if nobody else has its tag.
    pub(super) fn new(tag: String) -> Self {
        let config = json!({ "made by": "registry-admin doctor", "id": tag }).to_string();
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": {
                "mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": digest(config.as_bytes()),
                "size": config.len(),
            },
            "layers": [],
            "annotations": {
                "org.opencontainers.image.description": "Made by registry-admin doctor; it may be deleted at any time",
            },
        });
        Self { tag, config, manifest: manifest.to_string() }
    }

    pub(super) fn digest(&self) -> String {
        digest(self.manifest.as_bytes())
    }
}

/// The digest by which a registry knows content.
pub(super) fn digest(content: &[u8]) -> String {
    let hash = Sha256::digest(content);
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// Where to go on with an upload, by the address that we know the registry under: it may itself know
/// another one.
pub(super) fn within_reach(registry: &str, location: &str) -> Option<String> {
    let (_, path) = location.split_once("/v2/")?;
    Some(format!("{registry}/v2/{path}"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn an_image_points_to_its_configuration() {
        let image = Image::new("t1".to_owned());
        let manifest: Value = serde_json::from_str(&image.manifest).unwrap();
        assert_eq!(manifest["config"]["digest"], digest(image.config.as_bytes()));
        assert_eq!(digest(b""), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_ne!(image.digest(), Image::new("t2".to_owned()).digest());
    }

    #[test]
    fn an_upload_goes_on_where_we_reach_the_registry() {
        let here = Some("http://here:5000/v2/a/blobs/uploads/1?_state=x".to_owned());
        assert_eq!(within_reach("http://here:5000", "https://there/v2/a/blobs/uploads/1?_state=x"), here);
        assert_eq!(within_reach("http://here:5000", "/v2/a/blobs/uploads/1?_state=x"), here);
        assert_eq!(within_reach("http://here:5000", "/elsewhere"), None);
    }
}
