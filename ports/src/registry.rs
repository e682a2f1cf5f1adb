use async_trait::async_trait;
use domain::RepositoryName;
use domain::catalog::{Digest, Manifest, Reference, TagName};
use thiserror::Error;

/// The registry itself (OCI distribution spec). It alone knows the truth.
#[async_trait]
pub trait Registry: Send + Sync + 'static {
    /// What our own calls name themselves in the registry's notifications (`request.useragent`).
    fn user_agent(&self) -> &str;

    /// Whether it answers, and lets us in.
    async fn check(&self) -> Result<(), RegistryError>;

    /// The names of its repositories, as it lists them, page by page: pass no cursor first and then
    /// the one that came with the last page. It goes on listing repositories that are empty.
    async fn repositories(&self, cursor: Option<&str>) -> Result<RepositoryBatch, RegistryError>;

    /// All tags of a repository, in no order; none if the registry does not know the repository.
    async fn tags(&self, repository: &RepositoryName) -> Result<Vec<TagName>, RegistryError>;

    /// What a reference points to; none if there is no such manifest. Cheap.
    async fn resolve(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<Digest>, RegistryError>;

    /// A manifest; none if there is none. Its bytes are checked against the digest.
    async fn manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<FetchedManifest>, RegistryError>;

    /// The content of a blob of at most `limit` bytes; none if there is none. Its bytes are checked
    /// against the digest. A larger one is [`RegistryError::TooLarge`].
    async fn blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        limit: u64,
    ) -> Result<Option<Vec<u8>>, RegistryError>;

    /// Deletes a manifest with all tags that point to it; false if there is none.
    async fn delete_manifest(&self, repository: &RepositoryName, digest: &Digest) -> Result<bool, RegistryError>;

    /// Deletes a tag and leaves its manifest and its other tags; false if there is no such tag.
    ///
    /// A registry before 3.0 cannot do that by itself: there the tag is pointed to a manifest made
    /// for it alone, and that one is deleted.
    async fn delete_tag(&self, repository: &RepositoryName, tag: &TagName) -> Result<bool, RegistryError>;
}

/// A page of the list of repositories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryBatch {
    /// The names, in no order. A name that breaks the grammar is left out, and told in the log.
    pub names: Vec<RepositoryName>,
    /// Leads to the next page, if there is one.
    pub next: Option<String>,
}

/// A manifest as the registry gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedManifest {
    /// What it says.
    pub manifest: Manifest,
    /// Its bytes.
    pub raw: Vec<u8>,
}

/// Why the registry did not do what it was asked.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// It does not let us do this.
    #[error("the registry refuses: {0}")]
    Refused(String),
    /// It is configured to let nobody delete.
    #[error("the registry does not allow deletion; set storage.delete.enabled in its configuration")]
    DeleteDisabled,
    /// It does not answer, or says that it cannot now; trying again later may help.
    #[error("the registry is not available: {0}")]
    Unavailable(String),
    /// It fails at what it was asked for, whose content may be damaged; at something else it may not.
    #[error("the registry fails at it: {0}")]
    Broken(String),
    /// It answers something that makes no sense.
    #[error("the registry does not speak the protocol: {0}")]
    Protocol(String),
    /// What was asked for is larger than wanted.
    #[error("the content is larger than {limit} bytes")]
    TooLarge {
        /// The most that was wanted.
        limit: u64,
    },
}

impl RegistryError {
    /// Whether the reason may be in what was asked for alone, so that asking for something else makes sense.
    pub fn is_about_the_content(&self) -> bool {
        matches!(self, Self::Broken(_) | Self::Protocol(_) | Self::TooLarge { .. })
    }
}
