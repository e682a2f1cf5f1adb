//! What holds for every scenario, by its compose file.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use app::command_line::CommandLine;
use app::settings::Settings;
use serde_json::Value;

use crate::example;

const OURS: &str = "registry-admin";
const REGISTRY: &str = "registry";

struct Scenario {
    folder: PathBuf,
    services: Value,
}

#[test]
fn every_folder_is_explained() {
    for folder in folders(&example("")) {
        let text = fs::read_to_string(folder.join("README.md")).unwrap();
        assert!(text.starts_with("# "), "{folder:?}");
    }
}

#[test]
fn every_scenario_mounts_what_is_there_or_is_told_to_be_made() {
    for scenario in scenarios() {
        let readme = scenario.readme();
        for (service, definition) in scenario.services.as_object().unwrap() {
            for (source, _) in mounts(definition) {
                let is_there = scenario.folder.join(&source).exists();
                let name = source.strip_prefix("./").unwrap_or(&source);
                let is_told = readme.lines().any(|line| line.contains(name));
                assert!(is_there || is_told, "{source} of {service} in {:?}", scenario.folder);
            }
        }
    }
}

#[test]
fn every_scenario_keeps_what_must_not_be_lost_outside_of_the_container() {
    for scenario in scenarios() {
        let settings = scenario.settings();
        if let Some(store) = settings.store.file() {
            assert!(scenario.outside(OURS, store).is_some(), "{store:?} in {:?}", scenario.folder);
        }
        if scenario.token().is_some() {
            let key = &settings.registry.certs.key;
            assert!(scenario.outside(OURS, key).is_some(), "{key:?} in {:?}", scenario.folder);
        }
    }
}

#[test]
fn every_scenario_publishes_ports_that_are_listened_on() {
    for scenario in scenarios() {
        let settings = scenario.settings();
        let listened_on = [settings.listen.port, settings.ssl.http_port].map(|port| port.to_string());
        for port in ports(&scenario.services[OURS]) {
            assert!(listened_on.contains(&port), "{port} in {:?}", scenario.folder);
        }
    }
}

#[test]
fn every_registry_asks_the_right_realm_and_trusts_the_right_certificate() {
    for scenario in scenarios() {
        let Some(token) = scenario.token() else { continue };
        let settings = scenario.settings();
        let folder = &scenario.folder;
        assert_eq!(token["service"], settings.registry.service, "{folder:?}");
        assert_eq!(token["issuer"], settings.registry.issuer, "{folder:?}");
        let realm = token["realm"].as_str().unwrap();
        let (_, address) = realm.split_once("://").unwrap();
        assert_eq!(address, format!("{}/api/v1/registry/auth", settings.hostname), "{folder:?}");
        let trusted = scenario.outside(REGISTRY, Path::new(token["rootcertbundle"].as_str().unwrap()));
        assert_eq!(trusted, scenario.outside(OURS, &settings.registry.certs.certificate), "{folder:?}");
        assert!(trusted.is_some(), "{folder:?}");
    }
}

#[test]
fn every_registry_and_registry_admin_find_each_other() {
    for scenario in scenarios() {
        let Some(registry) = scenario.registry() else { continue };
        let settings = scenario.settings();
        let reached =
            [REGISTRY, &settings.hostname].map(|host| format!("{host}{}", registry["http"]["addr"].as_str().unwrap()));
        let url = settings.registry.url.to_string();
        assert!(
            reached.iter().any(|address| url.ends_with(&format!("://{address}"))),
            "{url} in {:?}",
            scenario.folder
        );

        assert_eq!(registry["notifications"]["events"]["includereferences"], true, "{:?}", scenario.folder);
        let events = registry["notifications"]["endpoints"][0]["url"].as_str().unwrap();
        let reached = [OURS, &settings.hostname].map(|host| format!("://{host}/api/v1/registry/events"));
        assert!(reached.iter().any(|address| events.ends_with(address)), "{events} in {:?}", scenario.folder);
    }
}

impl Scenario {
    fn readme(&self) -> String {
        let own = fs::read_to_string(self.folder.join("README.md"));
        own.unwrap_or_else(|_| fs::read_to_string(self.folder.join("../README.md")).unwrap())
    }

    /// What RegistryAdmin makes of its file and its environment.
    fn settings(&self) -> Settings {
        let environment = &self.services[OURS]["environment"];
        let config = environment["RA_CONFIG_FILE"].as_str().unwrap();
        let file = self.outside(OURS, Path::new(config)).unwrap();
        let variable = |name: &str| {
            let text = environment.get(name)?.as_str()?;
            let value = match name {
                "RA_CONFIG_FILE" => file.clone().into_os_string(),
                _ if text.starts_with("${") => OsString::from("chosen by whoever follows README"),
                _ => text.into(),
            };
            Some(value)
        };
        let line = CommandLine::parse(["registry-admin".into()]).unwrap();
        Settings::load(&line.arguments, &variable).unwrap_or_else(|error| panic!("{file:?}: {error}"))
    }

    /// The registry's own configuration, where the scenario has a registry.
    fn registry(&self) -> Option<Value> {
        self.services.get(REGISTRY)?;
        let file = self.outside(REGISTRY, Path::new("/etc/docker/registry/config.yml")).unwrap();
        Some(read(&file))
    }

    fn token(&self) -> Option<Value> {
        self.registry()?["auth"].get("token").cloned()
    }

    /// Where a path in a container is outside of it.
    fn outside(&self, service: &str, path: &Path) -> Option<PathBuf> {
        mounts(&self.services[service]).into_iter().find_map(|(source, target)| {
            let rest = path.strip_prefix(target).ok()?;
            let source = self.folder.join(source);
            Some(if rest.as_os_str().is_empty() { source } else { source.join(rest) })
        })
    }
}

fn scenarios() -> Vec<Scenario> {
    let top = folders(&example(""));
    let below = top.iter().flat_map(|folder| folders(folder)).collect::<Vec<_>>();
    let found: Vec<_> = top
        .into_iter()
        .chain(below)
        .filter(|folder| folder.join("docker-compose.yml").exists())
        .map(|folder| Scenario { services: read(&folder.join("docker-compose.yml"))["services"].clone(), folder })
        .collect();
    assert!(!found.is_empty());
    found
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

fn read(file: &Path) -> Value {
    serde_saphyr::from_str(&fs::read_to_string(file).unwrap()).unwrap_or_else(|error| panic!("{file:?}: {error}"))
}

/// The bind mounts of a service: where from, and where to.
fn mounts(service: &Value) -> Vec<(String, String)> {
    let volumes = service["volumes"].as_array().into_iter().flatten();
    let parts = volumes.map(|volume| volume.as_str().unwrap().split(':').map(ToOwned::to_owned).collect::<Vec<_>>());
    parts.map(|parts| (parts[0].clone(), parts[1].clone())).collect()
}

/// The ports inside of those that a service publishes.
fn ports(service: &Value) -> Vec<String> {
    let published = service["ports"].as_array().into_iter().flatten();
    published.map(|port| port.as_str().unwrap().split_once(':').unwrap().1.to_owned()).collect()
}
