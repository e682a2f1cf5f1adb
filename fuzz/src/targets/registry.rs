use std::sync::LazyLock;

use adapters::fuzzing as wire;
use app::fuzzing;
use app::services::catalog::ImageConfig;
use domain::catalog::{Digest, MediaType};

use super::text;

/// What the registry notifies us of.
pub(super) fn notification(bytes: &[u8]) {
    // Each event is an object in the list, so it has at least two bytes and a comma.
    assert!(fuzzing::notification(bytes).len() <= bytes.len() / 2);
}

/// A manifest, whose first byte says with which type it comes.
pub(super) fn manifest(bytes: &[u8]) {
    let Some((kind, raw)) = bytes.split_first() else { return };
    let types = [
        Some(MediaType::OCI_MANIFEST),
        Some(MediaType::OCI_INDEX),
        Some(MediaType::DOCKER_MANIFEST),
        Some(MediaType::DOCKER_LIST),
        Some("application/vnd.docker.distribution.manifest.v1+prettyjws"),
        Some("application/json; charset=utf-8"),
        None,
    ];
    if let Ok(manifest) = wire::manifest(DIGEST.clone(), types[usize::from(*kind) % types.len()], raw) {
        assert_eq!(manifest.size, raw.len() as u64);
        // Whatever sizes are told, they can be added up.
        let sum = manifest.blobs().map(|blob| blob.size).try_fold(0_u64, u64::checked_add);
        assert!(sum.is_some());
        assert!(manifest.children().len() <= raw.len());
    }
    if let Some(signed) = wire::signed_part(raw) {
        assert!(signed.len() <= 2 * raw.len());
    }
}

static DIGEST: LazyLock<Digest> = LazyLock::new(|| format!("sha256:{}", "ab".repeat(32)).parse().expect("a digest"));

/// The configuration of an image.
pub(super) fn image_config(bytes: &[u8]) {
    if let Some(config) = ImageConfig::parse(bytes) {
        assert!(config.history.len() <= bytes.len());
    }
}

/// `Link`: a list goes on where the header says, and nowhere else.
pub(super) fn link(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Some(target) = wire::next_link(text) {
        assert!(text.contains(&format!("<{target}>")));
    }
}
