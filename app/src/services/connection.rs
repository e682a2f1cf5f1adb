use std::path::PathBuf;
use std::sync::Arc;

use domain::Role;
use ports::TokenSigner;

use super::{Caller, RealmSettings};

/// Tells how the registry and this service find each other.
pub struct ConnectionService {
    signer: Arc<dyn TokenSigner>,
    service: String,
    issuer: String,
    settings: ConnectionSettings,
}

/// What the configuration says about it.
#[derive(Debug, Clone)]
pub struct ConnectionSettings {
    /// Host and port of the registry, as in the names of images.
    pub registry_host: String,
    /// Where clients and the registry reach this service.
    pub own_url: String,
    /// The file of the certificate that the registry has to trust.
    pub certificate: PathBuf,
}

/// How the registry and this service find each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The registry's name for itself.
    pub service: String,
    /// Who signs tokens.
    pub issuer: String,
    /// Host and port of the registry, as in the names of images.
    pub registry_host: String,
    /// What whoever configures the registry needs; for admins.
    pub setup: Option<RegistrySetup>,
}

/// What the registry has to be configured with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrySetup {
    /// The certificate that it has to trust, as PEM.
    pub certificate: String,
    /// The parts of its `config.yml` that concern this service.
    pub config: String,
}

impl ConnectionService {
    pub(super) fn new(signer: Arc<dyn TokenSigner>, realm: &RealmSettings, settings: ConnectionSettings) -> Self {
        Self { signer, service: realm.service.clone(), issuer: realm.issuer.clone(), settings }
    }

    /// How the registry and this service find each other.
    pub fn describe(&self, caller: &Caller) -> Connection {
        let setup = (caller.user.role == Role::Admin).then(|| RegistrySetup {
            certificate: self.signer.certificate_pem().to_owned(),
            config: self.registry_config(),
        });
        Connection {
            service: self.service.clone(),
            issuer: self.issuer.clone(),
            registry_host: self.settings.registry_host.clone(),
            setup,
        }
    }

    fn registry_config(&self) -> String {
        let certificate = self.settings.certificate.display().to_string();
        let parts = RegistryParts {
            own_url: &self.settings.own_url,
            service: &self.service,
            issuer: &self.issuer,
            certificate: &certificate,
            authorization: "Basic bG9naW46cGFzc3dvcmQ=",
        };
        format!("storage:\n  delete:\n    enabled: true\n{}", parts.yaml())
    }
}

/// What the parts of the registry's `config.yml` are made of that concern this service.
pub struct RegistryParts<'a> {
    /// See [`ConnectionSettings::own_url`].
    pub own_url: &'a str,
    /// See [`Connection::service`].
    pub service: &'a str,
    /// See [`Connection::issuer`].
    pub issuer: &'a str,
    /// Where the registry finds the certificate that it has to trust.
    pub certificate: &'a str,
    /// The Authorization header of its notifications.
    pub authorization: &'a str,
}

impl RegistryParts<'_> {
    /// How it checks its users, and whom it notifies.
    pub fn yaml(&self) -> String {
        let realm = quoted(&format!("{}/api/v1/registry/auth", self.own_url));
        let events = quoted(&format!("{}/api/v1/registry/events", self.own_url));
        let (service, issuer) = (quoted(self.service), quoted(self.issuer));
        let (certificate, authorization) = (quoted(self.certificate), self.authorization);
        format!(
            r#"auth:
  token:
    realm: {realm}
    service: {service}
    issuer: {issuer}
    rootcertbundle: {certificate}
notifications:
  events:
    includereferences: true
  endpoints:
    - name: registry-admin
      url: {events}
      headers:
        # printf 'login:password' | base64, of any account
        Authorization: [{authorization}]
      timeout: 1s
      threshold: 5
      backoff: 3s
      ignore:
        mediatypes: [application/octet-stream]
"#
        )
    }
}

/// A text in YAML: any JSON is YAML too.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
