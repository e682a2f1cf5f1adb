use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::media_type::{CONFIG, INDEX, LAYER, MANIFEST};

/// A tiny image, or an index of several, as an OCI image layout.
pub(crate) struct Image {
    folder: TempDir,
    pub(crate) digest: String,
    /// The digest of its only layer, or of the first image's.
    pub(crate) layer: String,
}

impl Image {
    /// An image that differs from every other with another content.
    pub(crate) fn new(content: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let (manifest, layer) = image(folder.path(), content, "amd64");
        Self::laid_out(folder, &manifest, layer)
    }

    /// An index with an image for each architecture.
    pub(crate) fn for_architectures(content: &str, architectures: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let (manifests, layers): (Vec<_>, Vec<_>) = architectures
            .iter()
            .map(|architecture| {
                let (mut manifest, layer) = image(folder.path(), content, architecture);
                manifest["platform"] = json!({ "architecture": architecture, "os": "linux" });
                (manifest, layer)
            })
            .unzip();
        let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": manifests });
        let index = blob(folder.path(), INDEX, index.to_string().as_bytes());
        Self::laid_out(folder, &index, layers.concat())
    }

    fn laid_out(folder: TempDir, top: &Value, layer: String) -> Self {
        let digest = digest_in(top);
        let mut top = top.clone();
        top["annotations"] = json!({ "org.opencontainers.image.ref.name": TAG });
        let index = json!({ "schemaVersion": 2, "manifests": [top] });
        fs::write(folder.path().join("index.json"), index.to_string()).unwrap();
        fs::write(folder.path().join("oci-layout"), json!({ "imageLayoutVersion": "1.0.0" }).to_string()).unwrap();
        Self { folder, digest, layer }
    }

    /// Where skopeo finds it.
    pub(crate) fn location(&self) -> String {
        format!("oci:{}:{TAG}", self.folder.path().display())
    }
}

const TAG: &str = "it";

/// The descriptor of a new image and the digest of its layer.
fn image(folder: &Path, content: &str, architecture: &str) -> (Value, String) {
    let layer = blob(folder, LAYER, &tar("content", format!("{content} for {architecture}").as_bytes()));
    let layer_digest = digest_in(&layer);
    let root = json!({ "type": "layers", "diff_ids": [layer_digest] });
    let config = json!({ "architecture": architecture, "os": "linux", "config": {}, "rootfs": root });
    let config = blob(folder, CONFIG, config.to_string().as_bytes());
    let manifest = json!({ "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer] });
    (blob(folder, MANIFEST, manifest.to_string().as_bytes()), layer_digest)
}

/// Keeps a blob and describes it.
fn blob(folder: &Path, media_type: &str, bytes: &[u8]) -> Value {
    let digest = digest_of(bytes);
    let (algorithm, hex) = digest.split_once(':').unwrap();
    let blobs = folder.join("blobs").join(algorithm);
    fs::create_dir_all(&blobs).unwrap();
    fs::write(blobs.join(hex), bytes).unwrap();
    json!({ "mediaType": media_type, "digest": digest, "size": bytes.len() })
}

fn digest_in(descriptor: &Value) -> String {
    descriptor["digest"].as_str().unwrap().to_owned()
}

/// A digest as the OCI image spec writes it.
pub(crate) fn digest_of(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// An archive of one file (POSIX ustar).
pub(crate) fn tar(name: &str, content: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 512;
    let mut header = [0; BLOCK];
    let mut put = |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{:011o}", content.len()));
    put(136, "00000000000");
    put(148, "        0");
    put(257, "ustar");
    put(263, "00");
    let checksum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{checksum:06o}\0 ").as_bytes());
    let padding = vec![0; content.len().next_multiple_of(BLOCK) - content.len()];
    let end = [0; 2 * BLOCK];
    [&header[..], content, &padding, &end].concat()
}
