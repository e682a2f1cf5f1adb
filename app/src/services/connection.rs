use std::path::PathBuf;

use domain::Role;

use super::{Admission, Caller, RealmSettings};

/// Tells how the registry and this service find each other.
pub struct ConnectionService {
    admission: Admission,
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
    /// The file that the registry has to read: with tokens the certificate that it has to trust,
    /// otherwise that of its users.
    pub registry_file: PathBuf,
}

/// How the registry and this service find each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Whether the registry checks passwords itself. Then it lets everybody do everything.
    pub is_basic: bool,
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
    /// The certificate that it has to trust, as PEM; none if it checks passwords itself.
    pub certificate: Option<String>,
    /// The parts of its `config.yml` that concern this service.
    pub config: String,
}

impl ConnectionService {
    pub(super) fn new(admission: Admission, realm: &RealmSettings, settings: ConnectionSettings) -> Self {
        Self { admission, service: realm.service.clone(), issuer: realm.issuer.clone(), settings }
    }

    /// How the registry and this service find each other.
    pub fn describe(&self, caller: &Caller) -> Connection {
        let setup = (caller.user.role == Role::Admin)
            .then(|| RegistrySetup { certificate: self.certificate(), config: self.registry_config() });
        Connection {
            is_basic: matches!(self.admission, Admission::Passwords(_)),
            service: self.service.clone(),
            issuer: self.issuer.clone(),
            registry_host: self.settings.registry_host.clone(),
            setup,
        }
    }

    fn certificate(&self) -> Option<String> {
        match &self.admission {
            Admission::Tokens(signer) => Some(signer.certificate_pem().to_owned()),
            Admission::Passwords(_) => None,
        }
    }

    fn registry_config(&self) -> String {
        let file = self.settings.registry_file.display().to_string();
        let auth = match &self.admission {
            Admission::Tokens(_) => RegistryAuthPart::Token { issuer: &self.issuer, certificate: &file },
            Admission::Passwords(_) => RegistryAuthPart::Htpasswd { file: &file },
        };
        let parts = RegistryParts {
            own_url: &self.settings.own_url,
            service: &self.service,
            auth,
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
    /// How it checks its users.
    pub auth: RegistryAuthPart<'a>,
    /// The Authorization header of its notifications.
    pub authorization: &'a str,
}

/// How the registry checks its users.
pub enum RegistryAuthPart<'a> {
    /// By tokens from here.
    Token {
        /// See [`Connection::issuer`].
        issuer: &'a str,
        /// Where it finds the certificate that it has to trust.
        certificate: &'a str,
    },
    /// By the passwords in a file.
    Htpasswd {
        /// Where it finds the file.
        file: &'a str,
    },
}

impl RegistryParts<'_> {
    /// How it checks its users, and whom it notifies.
    pub fn yaml(&self) -> String {
        let events = quoted(&format!("{}/api/v1/registry/events", self.own_url));
        let authorization = self.authorization;
        format!(
            r#"auth:
{}notifications:
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
"#,
            self.auth_yaml()
        )
    }

    fn auth_yaml(&self) -> String {
        let service = quoted(self.service);
        match &self.auth {
            RegistryAuthPart::Token { issuer, certificate } => {
                let realm = quoted(&format!("{}/api/v1/registry/auth", self.own_url));
                let (issuer, certificate) = (quoted(issuer), quoted(certificate));
                format!(
                    "  token:
    realm: {realm}
    service: {service}
    issuer: {issuer}
    rootcertbundle: {certificate}
"
                )
            }
            RegistryAuthPart::Htpasswd { file } => {
                let file = quoted(file);
                format!(
                    "  htpasswd:
    realm: {service}
    path: {file}
"
                )
            }
        }
    }
}

/// A text in YAML: any JSON is YAML too.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
