//! The parts of the registry's own configuration that concern us.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

/// The registry's `config.yml`, as far as it matters here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RegistryConfig {
    pub(super) auth: Auth,
    pub(super) notifications: Notifications,
}

/// How it checks its users.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Auth {
    pub(super) token: Option<TokenAuth>,
    pub(super) htpasswd: Option<HtpasswdAuth>,
}

/// What it expects of tokens.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TokenAuth {
    pub(super) issuer: String,
    pub(super) rootcertbundle: PathBuf,
}

/// Where it finds passwords.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HtpasswdAuth {
    pub(super) path: PathBuf,
}

/// Whom it notifies.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Notifications {
    pub(super) endpoints: Vec<Endpoint>,
}

/// Somebody it notifies.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Endpoint {
    pub(super) disabled: bool,
    pub(super) url: String,
    pub(super) headers: BTreeMap<String, Vec<String>>,
}

impl RegistryConfig {
    /// The error says what of it cannot be understood.
    pub(super) fn read(yaml: &str) -> Result<Self, String> {
        serde_saphyr::from_str(yaml).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_us_is_read_and_everything_else_passed_over() {
        let config = RegistryConfig::read(
            "version: 0.1
log: {level: warn}
auth: {token: {realm: 'http://x', service: s, issuer: me, rootcertbundle: /certs/a.crt, autoredirect: false}}
notifications:
  events: {includereferences: true}
  endpoints:
    - {name: ra, url: 'http://ra/events', headers: {Authorization: [Basic YTpi]}, timeout: 1s, threshold: 5}
",
        )
        .unwrap();
        let token = config.auth.token.unwrap();
        assert_eq!((token.issuer.as_str(), token.rootcertbundle), ("me", PathBuf::from("/certs/a.crt")));
        let [endpoint] = &config.notifications.endpoints[..] else { panic!("not one endpoint") };
        assert_eq!((endpoint.disabled, endpoint.url.as_str()), (false, "http://ra/events"));
        assert_eq!(endpoint.headers["Authorization"], ["Basic YTpi"]);
    }

    #[test]
    fn a_configuration_without_these_parts_is_one_too() {
        let config = RegistryConfig::read("version: 0.1\n").unwrap();
        assert!(config.auth.token.is_none() && config.notifications.endpoints.is_empty());
        assert!(RegistryConfig::read("auth: [").is_err());
    }
}
