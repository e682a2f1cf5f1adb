use std::error::Error;
use std::path::PathBuf;

use thiserror::Error;

/// Why a registry cannot be talked to with these settings.
#[derive(Debug, Error)]
pub enum RegistrySetupError {
    /// The host is neither a DNS name nor an IP address.
    #[error("\"{host}\" is not the host of a registry: {source}; it must be a DNS name or an IP address")]
    Host {
        /// What it is instead.
        host: String,
        /// Why it is none.
        source: url::ParseError,
    },
    /// The login cannot be told from the password.
    #[error("the login for the registry must not hold a colon")]
    Login,
    /// The file of certificates cannot be used.
    #[error("{} holds no certificates in PEM form to trust: {source}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rustls::pki_types::pem::Error,
    },
    /// TLS cannot be set up, for instance since the system knows no certificates to trust.
    #[error("cannot prepare for TLS: {0}")]
    Tls(#[from] rustls::Error),
}

/// An error with all its causes: what matters about a failed connection is at the bottom.
pub(crate) fn with_causes(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
