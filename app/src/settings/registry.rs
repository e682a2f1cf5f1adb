use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::Options;

use super::checks::{Checks, option};
use super::{BasicAuth, Certs, Fault, RegistryUrl, value};

/// The registry promises clients a token for 60 seconds if it names no other time.
const SHORTEST_TOKEN_LIFE: Duration = Duration::from_secs(60);
const MINUTE: Duration = Duration::from_secs(60);

/// The registry and what is said to it.
#[derive(Debug, Clone)]
pub struct Registry {
    /// Where it is, with its port.
    pub url: RegistryUrl,
    /// How it checks its users.
    pub auth_type: AuthType,
    /// Whether to trust any certificate of it.
    pub https_insecure: bool,
    /// The certificate it shows.
    pub https_certs: Option<PathBuf>,
    /// The `service` in its configuration: the audience of tokens.
    pub service: String,
    /// The `issuer` in its configuration: the issuer of tokens.
    pub issuer: String,
    /// How long a token lasts.
    pub token_ttl: Duration,
    /// The time between two clean-ups of what is known of it.
    pub gc_interval: Duration,
    /// What signs tokens.
    pub certs: Certs,
}

/// How the registry checks its users.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AuthType {
    /// By tokens that we sign.
    #[default]
    Token,
    /// By an htpasswd file that we write.
    Basic(BasicAuth),
}

impl Registry {
    pub(super) fn read(options: &Options, home: Option<&Path>, checks: &mut Checks) -> Self {
        let is_basic = checks.required(option!(options.registry_auth_type), is_basic);
        let basic = if is_basic { BasicAuth::read(options, checks) } else { None };
        Self {
            url: url(options, checks),
            auth_type: basic.map_or(AuthType::Token, AuthType::Basic),
            https_insecure: checks.required(option!(options.registry_https_insecure), value::switch),
            https_certs: checks.optional(option!(options.registry_https_certs), value::path),
            service: checks.required(option!(options.registry_service), value::text),
            issuer: checks.required(option!(options.registry_issuer), value::text),
            token_ttl: checks.required(option!(options.registry_token_ttl), token_life),
            gc_interval: checks
                .optional(option!(options.registry_gc_interval), |text| value::duration_in(MINUTE, text))
                .unwrap_or(60 * MINUTE),
            certs: Certs::read(options, home, !is_basic, checks),
        }
    }
}

/// A port in the URL counts for more than the option for the port alone.
fn url(options: &Options, checks: &mut Checks) -> RegistryUrl {
    let port = checks.required(option!(options.registry_port), value::port);
    let url = checks.required(option!(options.registry_host), RegistryUrl::read);
    RegistryUrl { port: url.port.or(Some(port)), ..url }
}

fn is_basic(text: &str) -> Result<bool, Fault> {
    value::choice(text, &[("token", false), ("basic", true)])
}

fn token_life(text: &str) -> Result<Duration, Fault> {
    match value::duration(text)? {
        short if short < SHORTEST_TOKEN_LIFE => Err(Fault::TokenLife(text.to_owned())),
        life => Ok(life),
    }
}
