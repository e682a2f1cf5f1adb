use std::path::PathBuf;
use std::sync::Arc;

use super::expiry::Expiry;
use super::key_pair::Content;
use super::reload::{Served, reload};
use super::{ServerTls, TlsError, server_config};

/// A certificate of the operator, in files that may change at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The certificate with the chain behind it, as PEM.
    pub certificate: PathBuf,
    /// Its private key, as PEM without a passphrase.
    pub key: PathBuf,
}

impl CertificateFiles {
    /// TLS with this certificate. Fails if it cannot be served; one that has expired is, and logged.
    pub fn open(self) -> Result<ServerTls, TlsError> {
        let content = Content::read(&self)?;
        let expiry = Expiry::default();
        let served = Arc::new(Served::new(content.key_pair(&self)?, expiry.clone()));
        let config = Arc::new(server_config(served.clone())?);
        let upkeep = Box::pin(reload(self, content, served));
        Ok(ServerTls { config, upkeep, expires_at: Arc::new(move || expiry.get()) })
    }
}
