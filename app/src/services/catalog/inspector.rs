use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use domain::RepositoryName;
use domain::catalog::{Content, Descriptor, Digest, Manifest, Platform, Reference};
use domain::text::storable;
use ports::{Registry, RegistryError};

use super::ImageConfig;

/// The largest configuration of an image that is read.
const MAX_CONFIG: u64 = 4 * 1024 * 1024;

/// The media types of an image's configuration, which tells what the image runs on.
const IMAGE_CONFIGS: [&str; 2] =
    ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"];

/// Finds out from the registry what a manifest is and what hangs on it.
#[derive(Clone)]
pub struct Inspector {
    registry: Arc<dyn Registry>,
}

impl Inspector {
    /// Asks this registry.
    pub fn new(registry: Arc<dyn Registry>) -> Self {
        Self { registry }
    }

    /// A manifest that was read, and those it lists, with all that is kept of them, but for those that are
    /// known already. A listed one that is not there is left out.
    pub(super) async fn complete(
        &self,
        repository: &RepositoryName,
        manifest: Manifest,
        known: &HashSet<Digest>,
    ) -> Result<Vec<Manifest>, RegistryError> {
        let mut seen = HashSet::new();
        let mut waiting = vec![manifest];
        let mut found = Vec::new();
        while let Some(manifest) = waiting.pop() {
            if known.contains(&manifest.digest) || !seen.insert(manifest.digest.clone()) {
                continue;
            }
            let listed: BTreeSet<_> = manifest.children().iter().map(|child| child.descriptor.digest.clone()).collect();
            for digest in listed.into_iter().filter(|digest| !known.contains(digest) && !seen.contains(digest)) {
                let child = self.registry.manifest(repository, &Reference::Digest(digest)).await?;
                waiting.extend(child.map(|child| child.manifest));
            }
            found.push(self.with_platform(repository, manifest).await?);
        }
        Ok(found)
    }

    /// The configuration of an image; none if it has none that we understand.
    pub(super) async fn config(
        &self,
        repository: &RepositoryName,
        config: &Descriptor,
    ) -> Result<Option<ImageConfig>, RegistryError> {
        if !IMAGE_CONFIGS.contains(&config.media_type.0.as_str()) {
            return Ok(None);
        }
        match self.registry.blob(repository, &config.digest, MAX_CONFIG).await {
            Ok(blob) => Ok(blob.and_then(|bytes| ImageConfig::parse(&bytes))),
            Err(RegistryError::TooLarge { .. }) => Ok(None),
            // A registry that died while it wrote one keeps it damaged. The rest can be told all the same.
            Err(RegistryError::Protocol(reason) | RegistryError::Broken(reason)) => {
                tracing::warn!(%repository, digest = %config.digest, reason, "a configuration cannot be read");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn with_platform(
        &self,
        repository: &RepositoryName,
        mut manifest: Manifest,
    ) -> Result<Manifest, RegistryError> {
        if let Content::Image { config, platform, .. } = &mut manifest.content
            && platform.is_none()
        {
            *platform = self.config(repository, config).await?.and_then(|config| config.platform());
        }
        Ok(manifest)
    }
}

impl ImageConfig {
    /// What the image runs on, if its configuration tells.
    fn platform(&self) -> Option<Platform> {
        let (os, architecture) = (storable(self.os.clone()?), storable(self.architecture.clone()?));
        Some(Platform { os, architecture, variant: self.variant.clone().map(storable) })
    }
}
