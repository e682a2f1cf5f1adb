use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ports::{Clock, Entropy, TokenSigner};

/// Where the registry is, and how to get in.
pub struct RegistryEndpoint {
    /// Its DNS name or IP address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What stands before `/v2/` in its paths: the `http.prefix` of its configuration. Mostly empty.
    pub path_prefix: String,
    /// Whether it is reached by https, and whom to believe then.
    pub tls: RegistryTls,
    /// How to prove who we are.
    pub auth: RegistryAuth,
    /// How hard to press it.
    pub limits: RegistryLimits,
}

/// Whether the registry is reached by https, and whom to believe then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryTls {
    /// By http.
    Off,
    /// By https; its certificate must be good.
    Verified {
        /// A PEM file with certificates to trust beside those of the system: authorities, or the
        /// very certificate of the registry.
        extra_roots: Option<PathBuf>,
    },
    /// By https, and any certificate will do.
    Unverified,
}

/// How to prove to the registry who we are.
pub enum RegistryAuth {
    /// By tokens that we sign ourselves, since we are the registry's realm.
    Token {
        /// Signs with the key that the registry trusts.
        signer: Arc<dyn TokenSigner>,
        /// The `issuer` in the registry's configuration.
        issuer: String,
        /// The `service` in the registry's configuration.
        service: String,
        /// Tells when a token must be renewed.
        clock: Arc<dyn Clock>,
        /// Makes tokens unguessable.
        entropy: Arc<dyn Entropy>,
    },
    /// By a login and a password (HTTP Basic), as with the registry's htpasswd mode.
    Basic {
        /// The login.
        login: String,
        /// The password.
        password: String,
    },
    /// Not at all.
    Anonymous,
}

/// How hard to press the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegistryLimits {
    /// How many requests may be under way at the same time.
    pub concurrency: usize,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long a request may take from its start to the last byte of the answer.
    pub request_timeout: Duration,
}

impl Default for RegistryLimits {
    fn default() -> Self {
        Self { concurrency: 32, connect_timeout: Duration::from_secs(5), request_timeout: Duration::from_secs(30) }
    }
}
