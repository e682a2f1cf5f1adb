//! The compose file.

use super::configurations::registry_port;
use super::folder::{CERTIFICATE, IMAGES, OWN, REGISTRY};
use super::{RegistryVersion, address};
use crate::services::quoted;
use crate::settings::Settings;

/// Both services, which reach each other as clients reach them: by the machine's names and ports.
/// None if these are names that mean something else within a container.
pub(super) fn file(settings: &Settings, version: RegistryVersion) -> Option<String> {
    let (own, registry) = (&settings.hostname, &settings.registry.url.host);
    if is_loopback(own) || is_loopback(registry) {
        return None;
    }
    let mut names: Vec<_> = [own, registry].into_iter().filter(|host| address(host).is_none()).collect();
    names.dedup();
    let names: Vec<_> = names.into_iter().map(|name| quoted(&format!("{name}:host-gateway"))).collect();
    let names = names.join(", ");
    let (image, configuration) = match version {
        RegistryVersion::Two => ("registry:2.8", "/etc/docker/registry/config.yml"),
        RegistryVersion::Three => ("registry:3", "/etc/distribution/config.yml"),
    };
    let environment = match version {
        RegistryVersion::Two => "",
        // It would look for a collector of traces on the machine itself.
        RegistryVersion::Three => "    environment:\n      OTEL_TRACES_EXPORTER: none\n",
    };
    let (port, registry_port) = (settings.listen.port, registry_port(settings));
    Some(format!(
        "\
services:
  registry-admin:
    image: zebox/registry-admin:latest
    restart: unless-stopped
    working_dir: /app
    environment:
      APP_UID: 1001
      RA_CONFIG_FILE: /app/{OWN}
    ports: [\"{port}:{port}\"]
    extra_hosts: [{names}]
    volumes:
      - ./{OWN}:/app/{OWN}:ro
      - ./certs:/app/certs
      - ./data:/app/data

  registry:
    image: {image}
    restart: unless-stopped
    working_dir: /srv
{environment}    ports: [\"{registry_port}:{registry_port}\"]
    extra_hosts: [{names}]
    volumes:
      - ./{REGISTRY}:{configuration}:ro
      - ./{CERTIFICATE}:/srv/{CERTIFICATE}:ro
      - ./{IMAGES}:/srv/{IMAGES}
"
    ))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || address(host).is_some_and(|address| address.is_loopback())
}
