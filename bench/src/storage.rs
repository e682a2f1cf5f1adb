//! Images written where a registry keeps them, which is quicker than pushing them.

use std::fs;
use std::path::Path;

use domain::catalog::MediaType;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::Result;

/// An image that a registry has.
pub(crate) struct Image {
    pub(crate) repository: String,
    pub(crate) tag: String,
    pub(crate) digest: String,
    pub(crate) config: String,
}

/// Puts an image under a tag. Its layers are only named: nobody asks for them here.
pub(crate) fn put_image(root: &Path, repository: &str, tag: &str) -> Result<Image> {
    let storage = root.join("docker/registry/v2");
    let repository_folder = storage.join("repositories").join(repository);
    let config = json!({ "architecture": "amd64", "os": "linux", "of": format!("{repository}:{tag}") }).to_string();
    let config_hex = put_blob(&storage, &config)?;
    link(&repository_folder.join("_layers"), &config_hex)?;
    let layer = |name: &str, size: u32| {
        let digest = format!("sha256:{}", hex(name));
        json!({ "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": digest, "size": size })
    };
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OCI_MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": format!("sha256:{config_hex}"),
            "size": config.len(),
        },
        "layers": [layer(repository, 30_000_000), layer(&format!("{repository}:{tag}"), 5_000_000)],
    });
    let manifest = put_blob(&storage, &manifest.to_string())?;
    let manifests = repository_folder.join("_manifests");
    link(&manifests.join("revisions"), &manifest)?;
    let tag_folder = manifests.join("tags").join(tag);
    link(&tag_folder.join("index"), &manifest)?;
    let digest = format!("sha256:{manifest}");
    write(&tag_folder.join("current/link"), &digest)?;
    Ok(Image { repository: repository.to_owned(), tag: tag.to_owned(), digest, config: format!("sha256:{config_hex}") })
}

fn put_blob(storage: &Path, content: &str) -> Result<String> {
    let hex = hex(content);
    write(
        &storage.join("blobs/sha256").join(hex.chars().take(2).collect::<String>()).join(&hex).join("data"),
        content,
    )?;
    Ok(hex)
}

fn link(folder: &Path, hex: &str) -> Result<()> {
    write(&folder.join("sha256").join(hex).join("link"), &format!("sha256:{hex}"))
}

fn write(path: &Path, content: &str) -> Result<()> {
    fs::create_dir_all(path.parent().ok_or("a file without a folder")?)?;
    Ok(fs::write(path, content)?)
}

fn hex(content: &str) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}
