//! Dependencies point inwards only: app → adapters → ports → domain.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The packages that `package` is built from, those of its tests left out.
fn dependencies(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|found| found["name"] == package).unwrap();
    let normal = package["dependencies"].as_array().unwrap().iter().filter(|found| found["kind"].is_null());
    normal.map(|found| found["name"].as_str().unwrap().to_owned()).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn the_domain_knows_nothing_of_the_world() {
    assert!(dependencies("domain").is_subset(&set(&["sha2", "thiserror", "time", "uuid"])));
}

#[test]
fn the_ports_know_the_domain_only() {
    assert!(dependencies("ports").is_subset(&set(&["async-trait", "domain", "thiserror", "time", "uuid"])));
}

#[test]
fn adapters_do_not_know_the_application() {
    assert!(dependencies("adapters").is_disjoint(&set(&["app", "poem", "poem-openapi", "clap", "twelf"])));
}

#[test]
fn the_application_does_not_know_the_technologies_behind_the_ports() {
    assert!(dependencies("app").is_disjoint(&set(&["diesel", "diesel_migrations", "josekit", "argon2", "bcrypt"])));
}

#[test]
fn a_store_of_somebody_else_needs_no_adapter_of_ours() {
    assert!(dependencies("custom_store").is_disjoint(&set(&["adapters"])));
}

#[test]
fn only_the_wiring_names_adapters() {
    let allowed = ["main.rs", "wiring.rs"].map(|name| source().join(name));
    let naming = files_with("adapters::").into_iter().filter(|file| !allowed.contains(file));
    assert_eq!(naming.collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

#[test]
fn use_cases_do_not_know_http_and_http_does_not_know_the_ports_behind_them() {
    let in_folder = |folder: &str, text: &str| {
        let folder = source().join(folder);
        files_with(text).into_iter().filter(move |file| file.starts_with(&folder)).collect::<Vec<_>>()
    };
    assert_eq!(in_folder("services", "poem"), Vec::<PathBuf>::new());
    for port in ["UnitOfWork", "dyn Store", "TokenSigner", "PasswordHasher"] {
        assert_eq!(in_folder("http", port), Vec::<PathBuf>::new(), "{port}");
    }
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files_with(text: &str) -> Vec<PathBuf> {
    let mut folders = vec![source()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains(text) {
                found.push(path);
            }
        }
    }
    found
}
