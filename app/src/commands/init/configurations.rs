//! The two configurations. Their paths are relative to the folder, within containers and without.

use super::folder::{CERTIFICATE, CERTS, IMAGES, STORE};
use crate::services::{RegistryAuthPart, RegistryParts, quoted};
use crate::settings::{CertAlgorithm, Settings};

/// Ours.
pub(super) fn own(settings: &Settings) -> String {
    let registry = &settings.registry;
    let algorithm = match registry.certs.algorithm {
        CertAlgorithm::Ecdsa => "ecdsa",
        CertAlgorithm::Rsa => "rsa",
    };
    format!(
        "\
# Where browsers, clients and the registry reach RegistryAdmin.
hostname: {}
port: {}

registry:
  host: {}
  # Both as in {}.
  service: {}
  issuer: {}
  certs:
    # The certificate in there is what the registry trusts.
    path: {CERTS}
    algorithm: {algorithm}

store:
  embed:
    path: {STORE}
",
        quoted(&settings.hostname),
        settings.listen.port,
        quoted(&registry.url.to_string()),
        super::folder::REGISTRY,
        quoted(&registry.service),
        quoted(&registry.issuer),
    )
}

/// The registry's. It holds secrets.
pub(super) fn of_registry(settings: &Settings, authorization: &str, upload_secret: &str) -> String {
    let parts = RegistryParts {
        own_url: &crate::connection(settings).own_url,
        service: &settings.registry.service,
        auth: RegistryAuthPart::Token { issuer: &settings.registry.issuer, certificate: CERTIFICATE },
        authorization,
    };
    format!(
        "\
version: 0.1
storage:
  filesystem:
    rootdirectory: {IMAGES}
  delete:
    enabled: true
http:
  addr: :{}
  # Uploads in progress are signed with it.
  secret: {}
{}",
        registry_port(settings),
        quoted(upload_secret),
        parts.yaml()
    )
}

/// Where the registry listens.
pub(super) fn registry_port(settings: &Settings) -> u16 {
    settings.registry.url.port.unwrap_or(crate::wiring::DEFAULT_REGISTRY_PORT)
}
