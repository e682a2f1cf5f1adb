use domain::RepositoryName;
use domain::catalog::{Digest, MediaType, Reference, TagName};
use ports::{FetchedManifest, RegistryError};
use serde_json::json;

use super::{Client, content};

const MOST_TRIES: usize = 3;

impl Client {
    /// Deletes a tag from a registry that deletes manifests only, and with them all of their tags:
    /// points it to a manifest made for it alone, and deletes that one.
    pub(super) async fn untag(&self, repository: &RepositoryName, tag: &TagName) -> Result<bool, RegistryError> {
        let reference = Reference::Tag(tag.clone());
        if self.resolve(repository, &reference).await?.is_none() {
            return Ok(false);
        }
        self.check_deletion(repository).await?;
        let (stand_in, digest) = self.make_stand_in(repository, tag).await?;
        // As late as possible: it is what the tag goes back to if something fails.
        let Some(old) = self.manifest(repository, &reference).await? else { return Ok(false) };
        match self.replace_and_delete(repository, &reference, &stand_in, &digest).await {
            Ok(()) => Ok(true),
            Err(error) => {
                self.put_back(repository, &reference, old).await;
                Err(error)
            }
        }
    }

    /// Repeats both steps until the registry confirms. It deletes a manifest first and looks for its
    /// tags then, where it may stumble over somebody else's push: the tag stays, and the manifest is
    /// not found the next time.
    async fn replace_and_delete(
        &self,
        repository: &RepositoryName,
        tag: &Reference,
        stand_in: &[u8],
        digest: &Digest,
    ) -> Result<(), RegistryError> {
        let mut outcome = Ok(false);
        for _ in 0..MOST_TRIES {
            self.put_manifest(repository, tag, MediaType::OCI_MANIFEST, stand_in.to_vec()).await?;
            outcome = self.delete_manifest(repository, digest).await;
            if matches!(outcome, Ok(true)) {
                return Ok(());
            }
        }
        let unconfirmed = || RegistryError::Protocol("it does not know a manifest that it took just before".to_owned());
        outcome.and_then(|_| Err(unconfirmed()))
    }

    /// Finds out whether anything can be deleted, by asking for the deletion of what does not exist.
    async fn check_deletion(&self, repository: &RepositoryName) -> Result<(), RegistryError> {
        let nothing = content::digest_of(&random()?)?;
        self.delete_manifest(repository, &nothing).await.map(|_| ())
    }

    /// Prepares a manifest that is like no other, up to pushing it.
    async fn make_stand_in(
        &self,
        repository: &RepositoryName,
        tag: &TagName,
    ) -> Result<(Vec<u8>, Digest), RegistryError> {
        let config = random()?.to_vec();
        let config_digest = content::digest_of(&config)?;
        let stand_in = json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_MANIFEST,
            "config": {
                "mediaType": "application/octet-stream",
                "digest": config_digest.as_str(),
                "size": config.len(),
            },
            "layers": [],
            "annotations": {
                "org.opencontainers.image.description":
                    format!("Made by RegistryAdmin for deleting the tag {tag}; it may be deleted at any time"),
            },
        });
        let stand_in = stand_in.to_string().into_bytes();
        let digest = content::digest_of(&stand_in)?;
        self.upload_blob(repository, &config_digest, config).await?;
        Ok((stand_in, digest))
    }

    async fn put_back(&self, repository: &RepositoryName, tag: &Reference, old: FetchedManifest) {
        let FetchedManifest { manifest, raw } = old;
        if let Err(error) = self.put_manifest(repository, tag, &manifest.media_type.0, raw).await {
            tracing::error!(%repository, %tag, digest = %manifest.digest, %error, "a tag that could not be deleted lost its manifest");
        }
    }
}

fn random() -> Result<[u8; 32], RegistryError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| RegistryError::Unavailable(format!("no randomness to delete a tag with: {error}")))?;
    Ok(bytes)
}
