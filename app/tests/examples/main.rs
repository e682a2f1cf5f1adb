//! The configurations in `_examples` load, and those of one scenario agree with each other.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod configs;
mod every_scenario;
mod fail2ban;
mod monitoring;
mod replicas;
mod reverse_proxy;
mod systemd;

use std::path::PathBuf;
use std::process::Command;

use app::command_line::CommandLine;
use app::settings::{AuthType, Settings, SslType};
use serde_json::Value;

fn example(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../_examples").join(path)
}

fn yaml(path: &str) -> Value {
    serde_saphyr::from_str(&std::fs::read_to_string(example(path)).unwrap()).unwrap()
}

fn settings(path: &str) -> Settings {
    settings_with(path, "")
}

/// With a secret that the compose file takes from the environment.
fn settings_with(path: &str, variable: &str) -> Settings {
    let arguments = ["registry-admin".into(), format!("--config-file={}", example(path).display()).into()];
    let arguments = CommandLine::parse(arguments).unwrap().arguments;
    Settings::load(&arguments, &|name| (name == variable).then(|| "a secret".into())).unwrap()
}

/// What a tool says that finds nothing wrong.
fn approved(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{command:?}: {text}");
    text
}

#[test]
fn token_auth_fits_together() {
    let admin = settings("token_auth/registry-admin.yml");
    let registry = yaml("token_auth/registry.yml");
    let token = &registry["auth"]["token"];
    assert_eq!(token["service"], admin.registry.service);
    assert_eq!(token["issuer"], admin.registry.issuer);
    assert_eq!(token["realm"], format!("http://{}/api/v1/registry/auth", admin.hostname));

    let compose = yaml("token_auth/docker-compose.yml");
    let services = &compose["services"];
    let volumes = |service: &str| services[service]["volumes"].to_string();
    assert!(volumes("registry-admin").contains("./certs:/app/certs"));
    assert!(volumes("registry").contains("./certs:/certs:ro"));
    assert_eq!(admin.registry.certs.certificate, PathBuf::from("/app/certs/registry_auth_ca.crt"));
    assert_eq!(token["rootcertbundle"], "/certs/registry_auth_ca.crt");
    assert_eq!(services["registry-admin"]["ports"][0], format!("80:{}", admin.listen.port));
    assert_eq!(services["registry"]["ports"][0], "5000:5000");
    assert_eq!(registry["http"]["addr"], ":5000");
    let endpoint = &registry["notifications"]["endpoints"][0];
    assert_eq!(endpoint["url"], "http://registry-admin/api/v1/registry/events");
    assert_eq!(registry["notifications"]["events"]["includereferences"], true);
    let host = admin.registry.url.to_string();
    assert_eq!(host.trim_end_matches('/'), "http://registry:5000");
}

#[test]
fn basic_auth_fits_together() {
    let admin = settings_with("basic_auth/registry-admin.yml", "RA_REGISTRY_PASSWORD");
    let AuthType::Basic(basic) = &admin.registry.auth_type else { panic!("not basic") };
    let registry = yaml("basic_auth/registry.yml");
    assert_eq!(registry["auth"]["htpasswd"]["realm"], admin.registry.service);

    let compose = yaml("basic_auth/docker-compose.yml");
    let services = &compose["services"];
    let volumes = |service: &str| services[service]["volumes"].to_string();
    assert!(volumes("registry-admin").contains("./auth:/app/auth"));
    assert!(volumes("registry").contains("./auth:/auth:ro"));
    assert_eq!(basic.htpasswd, PathBuf::from("/app/auth/htpasswd"));
    assert_eq!(registry["auth"]["htpasswd"]["path"], "/auth/htpasswd");
    assert!(services["registry"]["entrypoint"].to_string().contains("-f /auth/htpasswd"));
    assert!(services["registry-admin"]["environment"]["RA_REGISTRY_PASSWORD"].is_string());
    assert_eq!(services["registry-admin"]["ports"][0], format!("80:{}", admin.listen.port));
    assert_eq!(registry["notifications"]["endpoints"][0]["url"], "http://registry-admin/api/v1/registry/events");
    assert_eq!(admin.registry.url.to_string().trim_end_matches('/'), "http://registry:5000");
}

/// What both scenarios with HTTPS have in common.
fn https_fits_together(scenario: &str) -> (Settings, Value) {
    let admin = settings(&format!("{scenario}/registry-admin.yml"));
    let registry = yaml(&format!("{scenario}/registry.yml"));
    let token = &registry["auth"]["token"];
    assert_eq!(token["service"], admin.registry.service);
    assert_eq!(token["issuer"], admin.registry.issuer);
    assert_eq!(token["realm"], format!("https://{}/api/v1/registry/auth", admin.hostname));
    assert_eq!(token["rootcertbundle"], "/certs/registry_auth_ca.crt");
    let endpoint = &registry["notifications"]["endpoints"][0];
    assert_eq!(endpoint["url"], format!("https://{}/api/v1/registry/events", admin.hostname));
    assert_eq!(admin.registry.certs.certificate, PathBuf::from("/app/certs/registry_auth_ca.crt"));
    assert_eq!(admin.registry.url.to_string(), format!("https://{}:5000", admin.hostname));

    let compose = yaml(&format!("{scenario}/docker-compose.yml"));
    let services = &compose["services"];
    assert_eq!(services["registry"]["ports"][0], "5000:5000");
    assert_eq!(services["registry-admin"]["ports"][0], format!("443:{}", admin.listen.port));
    assert_eq!(services["registry-admin"]["ports"][1], format!("80:{}", admin.ssl.http_port));
    for service in ["registry", "registry-admin"] {
        assert_eq!(services[service]["extra_hosts"][0], format!("{}:host-gateway", admin.hostname));
    }
    let volumes = |service: &str| services[service]["volumes"].to_string();
    assert!(volumes("registry-admin").contains("./certs:/app/certs"));
    assert!(volumes("registry").contains("./certs:/certs:ro"));
    (admin, services.clone())
}

#[test]
fn tls_static_fits_together() {
    let (admin, services) = https_fits_together("tls_static");
    let SslType::Static { cert, key } = admin.ssl.kind else { panic!("{:?}", admin.ssl) };
    assert!(services["registry-admin"]["volumes"].to_string().contains("./tls:/app/tls:ro"));
    assert!(services["registry"]["volumes"].to_string().contains("./tls:/tls:ro"));
    let registry = yaml("tls_static/registry.yml");
    let tls = &registry["http"]["tls"];
    assert_eq!(cert, PathBuf::from(format!("/app{}", tls["certificate"].as_str().unwrap())));
    assert_eq!(key, PathBuf::from(format!("/app{}", tls["key"].as_str().unwrap())));
}

#[test]
fn tls_acme_fits_together() {
    let (admin, services) = https_fits_together("tls_acme");
    let SslType::Auto(acme) = admin.ssl.kind else { panic!("{:?}", admin.ssl) };
    assert_eq!(acme.names, [admin.hostname]);
    assert_eq!(acme.location, PathBuf::from("/app/acme"));
    assert!(services["registry-admin"]["volumes"].to_string().contains("./acme:/app/acme"));
    assert!(services["registry"]["volumes"].to_string().contains("./acme:/acme:ro"));
    let registry = yaml("tls_acme/registry.yml");
    let tls = &registry["http"]["tls"];
    assert_eq!(tls["certificate"], tls["key"]);
    assert!(tls["key"].as_str().unwrap().starts_with("/acme/certificate-"));
}
