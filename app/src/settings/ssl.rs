use std::path::PathBuf;

use crate::config::Options;

use super::checks::{Checks, option};
use super::{Fault, url, value};

/// TLS. Its port is that of [`Listen`](super::Listen).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ssl {
    /// Where the certificate comes from.
    pub kind: SslType,
    /// With TLS, the port of HTTP that leads to HTTPS.
    pub http_port: u16,
    /// The DNS names of this service beside its host name, in lower case.
    pub fqdns: Vec<String>,
}

/// Where the certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SslType {
    /// There is none: plain HTTP.
    #[default]
    None,
    /// From files.
    Static {
        /// The file of the certificate and the chain behind it.
        cert: PathBuf,
        /// The file of the private key.
        key: PathBuf,
    },
    /// From an ACME authority.
    Auto(Acme),
}

/// How a certificate is got by ACME.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acme {
    /// The DNS names in the certificate, at least one, in lower case.
    pub names: Vec<String>,
    /// The directory where the account and the certificate are kept.
    pub location: PathBuf,
    /// Whom the authority may write to.
    pub email: Option<String>,
    /// The URL of the authority's directory.
    pub directory: String,
    /// A file with what to trust beside the system's roots when the authority is talked to.
    pub ca: Option<PathBuf>,
}

#[derive(Clone, Copy, Default)]
enum Word {
    #[default]
    None,
    Static,
    Auto,
}

impl Ssl {
    /// `hostname` is the name in the certificate if no other is given.
    pub(super) fn read(options: &Options, hostname: &str, checks: &mut Checks) -> Self {
        let words = [("none", Word::None), ("static", Word::Static), ("auto", Word::Auto)];
        let word = checks.required(option!(options.ssl_type), |text| value::choice(text, &words));
        let fqdns = checks.required(option!(options.ssl_fqdn), |text| value::list(text, value::dns_name));
        let fqdns: Vec<_> = fqdns.iter().map(|name| name.to_ascii_lowercase()).collect();
        let acme = Acme::read(options, &fqdns, checks);
        let kind = match word {
            Word::None => SslType::None,
            Word::Static => SslType::Static {
                cert: checks.demanded(option!(options.ssl_cert), "ssl.type static", value::path),
                key: checks.demanded(option!(options.ssl_key), "ssl.type static", value::path),
            },
            Word::Auto => SslType::Auto(acme.for_names(options, hostname, checks)),
        };
        Self { kind, http_port: checks.required(option!(options.ssl_http_port), value::port), fqdns }
    }

    /// Whether TLS is served.
    pub fn is_on(&self) -> bool {
        self.kind != SslType::None
    }
}

impl Acme {
    fn read(options: &Options, fqdns: &[String], checks: &mut Checks) -> Self {
        Self {
            names: fqdns.to_owned(),
            location: checks.required(option!(options.ssl_acme_location), value::path),
            email: checks.optional(option!(options.ssl_acme_email), value::email),
            directory: checks.required(option!(options.ssl_acme_directory), url::https),
            ca: checks.optional(option!(options.ssl_acme_ca), value::path),
        }
    }

    /// With names that an authority can verify by a connection.
    fn for_names(mut self, options: &Options, hostname: &str, checks: &mut Checks) -> Self {
        let option = option!(options.ssl_fqdn);
        if self.names.is_empty() {
            match value::dns_name(hostname) {
                Ok(name) if name.contains('.') => self.names.push(name.to_ascii_lowercase()),
                _ => checks.report(option, Fault::NoName),
            }
        }
        if let Some(name) = self.names.iter().find(|name| name.starts_with('*')) {
            checks.report(option, Fault::Wildcard(name.clone()));
        }
        self
    }
}
