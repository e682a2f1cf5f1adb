//! The certificates that connections to this service are secured with: from files, or from an ACME
//! authority (RFC 8555).

mod acme;
mod acme_cache;
mod acme_event;
mod certificate_files;
mod error;
mod expiry;
mod key_pair;
mod reload;

use std::pin::Pin;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::server::ResolvesServerCert;
use time::OffsetDateTime;

pub use acme::AcmeOrder;
pub use certificate_files::CertificateFiles;
pub use error::TlsError;

/// What TLS is served with.
pub struct ServerTls {
    /// TLS 1.2 and 1.3, with HTTP/1.1 and HTTP/2 by ALPN; new connections get the newest certificate.
    pub config: Arc<ServerConfig>,
    /// Keeps the certificate up to date for as long as it is polled, and never ends.
    pub upkeep: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// Tells when the certificate ends that is served at the moment; none if there is none.
    pub expires_at: Arc<dyn Fn() -> Option<OffsetDateTime> + Send + Sync>,
}

fn server_config(resolver: Arc<dyn ResolvesServerCert>) -> Result<ServerConfig, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
