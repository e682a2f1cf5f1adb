//! A new set-up, started from the files that were written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::process::{Process, free_port, start_on_port};
use crate::harness::program::{Ended, call};
use crate::harness::server::ADMIN;
use crate::harness::skopeo::Skopeo;
use crate::harness::wait::until;
use crate::harness::{Api, Credentials, Image};

const BINARY: &str = env!("CARGO_BIN_EXE_registry-admin");

fn init(folder: &Path, options: &[&str]) -> Ended {
    let words = [&["init", folder.to_str().unwrap()], options].concat();
    call(&words)
}

/// The option that gives the admin its password.
fn admin() -> String {
    format!("--store.admin-password={}", ADMIN.password)
}

fn start(folder: &Path, command: &str, words: &[&str], port: u16, path: &str) -> Process {
    start_on_port(port, path, |_| {
        let log = folder.join(format!("{port}.log"));
        Process::start(Command::new(command).current_dir(folder).args(words), &log)
    })
}

#[test]
fn the_files_make_a_registry_and_its_admin_that_work_together() {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("new");
    let (own_port, registry_port) = (free_port(), free_port());
    let printed = init(
        &folder,
        &[
            "--hostname=127.0.0.1",
            &format!("--port={own_port}"),
            "--registry.host=http://127.0.0.1",
            &format!("--registry.port={registry_port}"),
            "--registry.service=my: service",
            "--registry-version=2",
            &admin(),
        ],
    )
    .printed();
    assert!(!printed.contains(ADMIN.password) && !folder.join("docker-compose.yml").exists(), "{printed}");

    let _own = start(&folder, BINARY, &["--config-file=registry-admin.yml"], own_port, "/readyz");
    let _registry = start(&folder, "docker-registry", &["serve", "registry.yml"], registry_port, "/v2/");
    let host = format!("127.0.0.1:{registry_port}");
    let image = Image::new("init");
    let skopeo = Skopeo::new(host.clone(), Some(ADMIN));
    skopeo.login().expect_ok();
    skopeo.push(&image, "team/app:v1").expect_ok();
    skopeo.pull("team/app:v1", &place.path().join("pulled")).expect_ok();
    Skopeo::new(host, None).pull("team/app:v1", &place.path().join("refused")).expect_refused();

    let api = Api::new(format!("http://127.0.0.1:{own_port}"), ADMIN);
    until("the push was notified", || {
        let tags = api.get("/api/v1/tags?q=v1").expect(200).json();
        (tags["total"] == 1).then_some(())
    });
    let notifier = Credentials { login: "registry-notifier", password: ADMIN.password };
    Api::new(format!("http://127.0.0.1:{own_port}"), notifier).get("/api/v1/users").expect(401);
}

#[test]
fn the_password_of_the_admin_is_made_if_none_is_given() {
    let place = TempDir::new().unwrap();
    let printed = init(place.path(), &[]).printed();
    let password = printed.lines().find_map(|line| line.strip_prefix("Password: ")).unwrap();
    assert_eq!(password.len(), 24);
    let store = format!("--store.embed.path={}", place.path().join("data/data.db").display());
    let list = call(&["user", "list", &store]).printed();
    assert!(list.contains("must change password") && list.contains("registry-notifier"), "{list}");
}

#[test]
fn secrets_are_for_their_owner_only() {
    let place = TempDir::new().unwrap();
    init(place.path(), &[&admin()]).printed();
    let mode = |name: &str| fs::metadata(place.path().join(name)).unwrap().permissions().mode() & 0o777;
    for name in ["registry.yml", "certs/registry_auth.key", "data/data.db"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    for name in ["certs", "data", "images"] {
        assert_eq!(mode(name), 0o700, "{name}");
    }
    let own = fs::read_to_string(place.path().join("registry-admin.yml")).unwrap();
    assert!(!own.contains(ADMIN.password), "{own}");
}

#[test]
fn nothing_is_overwritten_and_nothing_is_half_made() {
    for name in ["registry-admin.yml", "registry.yml", "docker-compose.yml", "certs", "data", "images"] {
        let place = TempDir::new().unwrap();
        fs::write(place.path().join(name), "precious").unwrap();
        let complaint = init(place.path(), &[&admin()]).complained(1);
        assert!(complaint.contains(&format!("{name} is there already")), "{complaint}");
        assert_eq!(fs::read_to_string(place.path().join(name)).unwrap(), "precious");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }
}

#[test]
fn what_it_cannot_prepare_is_a_wrong_call() {
    let place = TempDir::new().unwrap();
    for (option, named) in [
        ("--registry.host=https://registry.example.org", "https"),
        ("--registry.host=http://registry.example.org/below", "path"),
        ("--registry-version=1", "--registry-version"),
        ("--listen=127.0.0.1", "--listen"),
        ("--store.admin-password=short", "at least 8 characters"),
    ] {
        let complaint = init(place.path(), &[option]).complained(2);
        assert!(complaint.contains(named), "{complaint}");
    }
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn the_compose_file_puts_everything_where_the_configurations_have_it() {
    for (version, image, configuration) in
        [("2", "registry:2.8", "/etc/docker/registry/config.yml"), ("3", "registry:3", "/etc/distribution/config.yml")]
    {
        let place = TempDir::new().unwrap();
        let options = ["--hostname=ra.example.org", "--port=8080", "--registry.host=http://r.example.org"];
        let version = format!("--registry-version={version}");
        init(place.path(), &[&options[..], &[&version, &admin()]].concat()).printed();
        let yaml = |name: &str| -> Value {
            serde_saphyr::from_str(&fs::read_to_string(place.path().join(name)).unwrap()).unwrap()
        };
        let (compose, own, registry) = (yaml("docker-compose.yml"), yaml("registry-admin.yml"), yaml("registry.yml"));
        let (own_service, registry_service) =
            (&compose["services"]["registry-admin"], &compose["services"]["registry"]);
        assert_eq!(registry_service["image"], image);
        assert!(mounts(registry_service).contains(&("registry.yml".into(), configuration.into())));
        assert!(mounts(own_service).contains(&("registry-admin.yml".into(), "/app/registry-admin.yml".into())));
        assert_eq!(own_service["environment"]["RA_CONFIG_FILE"], "/app/registry-admin.yml");

        assert_eq!(within(own_service, &own["registry"]["certs"]["path"]), "certs");
        assert_eq!(within(own_service, &own["store"]["embed"]["path"]), "data/data.db");
        let certificate = &registry["auth"]["token"]["rootcertbundle"];
        assert_eq!(within(registry_service, certificate), "certs/registry_auth_ca.crt");
        assert!(place.path().join("certs/registry_auth_ca.crt").is_file());
        assert_eq!(within(registry_service, &registry["storage"]["filesystem"]["rootdirectory"]), "images");

        assert_eq!(own_service["ports"][0], "8080:8080");
        assert_eq!(registry_service["ports"][0], "5000:5000");
        assert_eq!(registry["http"]["addr"], ":5000");
        assert_eq!(own["registry"]["host"], "http://r.example.org:5000");
        assert_eq!(registry["auth"]["token"]["realm"], "http://ra.example.org:8080/api/v1/registry/auth");
        let hosts = serde_json::json!(["ra.example.org:host-gateway", "r.example.org:host-gateway"]);
        assert_eq!((&own_service["extra_hosts"], &registry_service["extra_hosts"]), (&hosts, &hosts));
    }
}

/// What is mounted from the folder, and where.
fn mounts(service: &Value) -> Vec<(String, String)> {
    let mount = |volume: &Value| {
        let mut parts = volume.as_str().unwrap().split(':');
        (parts.next().unwrap().trim_start_matches("./").to_owned(), parts.next().unwrap().to_owned())
    };
    service["volumes"].as_array().unwrap().iter().map(mount).collect()
}

/// Where a relative path in a container leads to in the folder.
fn within(service: &Value, path: &Value) -> String {
    let path = Path::new(service["working_dir"].as_str().unwrap()).join(path.as_str().unwrap());
    let found = mounts(service).into_iter().find_map(|(from, to)| {
        let rest = path.strip_prefix(to).ok()?;
        Some(if rest.as_os_str().is_empty() { from } else { Path::new(&from).join(rest).display().to_string() })
    });
    found.unwrap()
}
