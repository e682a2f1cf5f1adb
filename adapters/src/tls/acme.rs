use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::Verifier;
use tokio_rustls_acme::acme::ACME_TLS_ALPN_NAME;
use tokio_rustls_acme::{AcmeConfig, AcmeState, EventError, OrderError};

use super::acme_cache::AcmeCache;
use super::expiry::Expiry;
use super::key_pair::certificates;
use super::{ServerTls, TlsError, acme_event, server_config};

/// How long nothing is asked after the authority could not verify that a name is ours, beside what
/// is waited after any failure. Let's Encrypt forgives one such failure in twelve minutes.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_secs(12 * 60);

/// A certificate to be ordered from an ACME authority (RFC 8555), and renewed after two thirds of
/// its life. The authority verifies each name by a connection to port 443 (TLS-ALPN-01, RFC 8737).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcmeOrder {
    /// The DNS names, in lower case.
    pub names: Vec<String>,
    /// Whom the authority may write to.
    pub email: Option<String>,
    /// The URL of the authority's directory.
    pub directory: String,
    /// A PEM file with what to trust beside the system's roots when the authority is talked to.
    pub authority_roots: Option<PathBuf>,
    /// The directory where the account and the certificate are kept.
    pub location: PathBuf,
}

impl AcmeOrder {
    /// TLS with the certificate that is kept, or with the one that will come of the order; until then
    /// handshakes are refused. Fails if nothing can be kept, or the roots cannot be read.
    pub fn open(self) -> Result<ServerTls, TlsError> {
        let client = Arc::new(self.client()?);
        let expiry = Expiry::default();
        let cache = AcmeCache::open(self.location, expiry.clone())?;
        tracing::info!(names = self.names.join(","), directory = self.directory, "certificates come by ACME");
        let state = AcmeConfig::new_with_client_tls_config(&self.names, client)
            .directory(&self.directory)
            .contact(self.email.map(|email| format!("mailto:{email}")))
            .cache(cache)
            .state();
        let mut config = server_config(state.resolver())?;
        config.alpn_protocols.push(ACME_TLS_ALPN_NAME.to_vec());
        let expires_at = Arc::new(move || expiry.get());
        Ok(ServerTls { config: Arc::new(config), upkeep: Box::pin(keep(state)), expires_at })
    }

    fn client(&self) -> Result<ClientConfig, TlsError> {
        let provider = Arc::new(ring::default_provider());
        let verifier = match &self.authority_roots {
            None => Verifier::new(provider.clone())?,
            Some(path) => {
                let content = std::fs::read(path).map_err(|source| TlsError::Read { path: path.clone(), source })?;
                Verifier::new_with_extra_roots(certificates(path, &content)?, provider.clone())?
            }
        };
        Ok(ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth())
    }
}

async fn keep(mut state: AcmeState<io::Error>) {
    while let Some(event) = state.next().await {
        acme_event::tell(&event);
        if let Err(EventError::Order(OrderError::BadAuth(_) | OrderError::BadOrder(_))) = event {
            tokio::time::sleep(PAUSE_AFTER_REFUSAL).await;
        }
    }
}
