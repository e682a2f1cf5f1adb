//! The registry, over its HTTP API (OCI distribution spec).

mod address;
mod answer;
mod authorization;
mod blobs;
mod certificates;
mod content;
mod endpoint;
mod error;
pub(crate) mod listing;
mod manifests;
mod request;
mod retry;
pub(crate) mod schema1;
mod tag_deletion;
pub(crate) mod tls;
mod tokens;
mod transport;
mod untagging;
pub(crate) mod wire;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use async_trait::async_trait;
use domain::RepositoryName;
use domain::catalog::{Digest, Reference, TagName};
use ports::{FetchedManifest, Registry, RegistryError, RepositoryBatch};
use tokio::sync::Mutex;
use url::Url;

pub use endpoint::{RegistryAuth, RegistryEndpoint, RegistryLimits, RegistryTls};
pub use error::RegistrySetupError;
pub(crate) use error::with_causes;

use authorization::Permission;
use request::Request;
use transport::Transport;

/// A registry that is reached by HTTP.
///
/// Its notifications of what we did ourselves are recognised by [`HttpRegistry::USER_AGENT`], and
/// where we come with a token also by [`HttpRegistry::SUBJECT`].
pub struct HttpRegistry {
    // Deleting a tag may have to be finished after whoever asked for it has gone.
    client: Arc<Client>,
}

/// What talks to the registry; each file adds the calls of its subject.
struct Client {
    transport: Transport,
    cannot_delete_tags: AtomicBool,
    /// A registry that looks for the tags of what it deletes fails if a tag is written meanwhile.
    deletions: Mutex<()>,
}

impl HttpRegistry {
    /// How we name ourselves in requests.
    pub const USER_AGENT: &'static str = concat!("RegistryAdmin/", env!("CARGO_PKG_VERSION"));

    /// Whom our own tokens speak for. No login can hold a colon, so no user can pass for us.
    pub const SUBJECT: &'static str = "system:registry-admin";

    /// Prepares for talking to the registry, but does not yet connect.
    pub fn new(endpoint: RegistryEndpoint) -> Result<Self, RegistrySetupError> {
        let transport = Transport::new(endpoint)?;
        let client = Client { transport, cannot_delete_tags: AtomicBool::new(false), deletions: Mutex::default() };
        Ok(Self { client: Arc::new(client) })
    }
}

impl Client {
    fn url(&self, path: &str) -> Result<Url, RegistryError> {
        self.transport.address.join(path)
    }
}

#[async_trait]
impl Registry for HttpRegistry {
    fn user_agent(&self) -> &str {
        Self::USER_AGENT
    }

    async fn check(&self) -> Result<(), RegistryError> {
        let request = Request::get(self.client.url("v2/")?, Permission::Nothing);
        self.client.transport.send(&request).await?.expect_success().map(|_| ())
    }

    async fn repositories(&self, cursor: Option<&str>) -> Result<RepositoryBatch, RegistryError> {
        self.client.repositories(cursor).await
    }

    async fn tags(&self, repository: &RepositoryName) -> Result<Vec<TagName>, RegistryError> {
        self.client.tags(repository).await
    }

    async fn resolve(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<Digest>, RegistryError> {
        self.client.resolve(repository, reference).await
    }

    async fn manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<FetchedManifest>, RegistryError> {
        self.client.manifest(repository, reference).await
    }

    async fn blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        limit: u64,
    ) -> Result<Option<Vec<u8>>, RegistryError> {
        self.client.blob(repository, digest, limit).await
    }

    async fn delete_manifest(&self, repository: &RepositoryName, digest: &Digest) -> Result<bool, RegistryError> {
        let _turn = self.client.deletions.lock().await;
        self.client.delete_manifest(repository, digest).await
    }

    async fn delete_tag(&self, repository: &RepositoryName, tag: &TagName) -> Result<bool, RegistryError> {
        Client::delete_tag(&self.client, repository, tag).await
    }
}
