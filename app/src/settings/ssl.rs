use std::path::PathBuf;

use crate::config::Options;

use super::checks::{Checks, option};
use super::{Fault, value};

/// TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ssl {
    /// Where the certificate comes from.
    pub kind: SslType,
    /// The certificate file, with [`SslType::Static`].
    pub cert: Option<PathBuf>,
    /// The private key file, with [`SslType::Static`].
    pub key: Option<PathBuf>,
    /// The directory of the certificates, with [`SslType::Auto`].
    pub acme_location: PathBuf,
    /// Whom to write to about them.
    pub acme_email: Option<String>,
    /// The port of HTTPS.
    pub port: u16,
    /// The port of HTTP that leads to HTTPS.
    pub http_port: u16,
    /// The DNS names of the certificates.
    pub fqdns: Vec<String>,
}

/// Where the certificate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SslType {
    /// There is none: plain HTTP.
    #[default]
    None,
    /// From files.
    Static,
    /// From an ACME authority.
    Auto,
}

impl Ssl {
    pub(super) fn read(options: &Options, checks: &mut Checks) -> Self {
        Self {
            kind: checks.required(option!(options.ssl_type), kind),
            cert: checks.optional(option!(options.ssl_cert), value::path),
            key: checks.optional(option!(options.ssl_key), value::path),
            acme_location: checks.required(option!(options.ssl_acme_location), value::path),
            acme_email: checks.optional(option!(options.ssl_acme_email), value::text),
            port: checks.required(option!(options.ssl_port), value::port),
            http_port: checks.required(option!(options.ssl_http_port), value::port),
            fqdns: checks.required(option!(options.ssl_fqdn), |text| value::list(text, value::dns_name)),
        }
    }
}

fn kind(text: &str) -> Result<SslType, Fault> {
    match value::choice(text, &[("none", SslType::None), ("static", SslType::Static), ("auto", SslType::Auto)])? {
        SslType::None => Ok(SslType::None),
        // Plain HTTP in its place would carry passwords for everyone to read.
        SslType::Static | SslType::Auto => Err(Fault::NotAvailable(text.to_owned())),
    }
}
