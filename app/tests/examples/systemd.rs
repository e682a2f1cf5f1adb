//! The unit, by systemd itself.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::{approved, example, settings};

/// systemd's own measure: 0.0 is a service that can do nothing, 10.0 one that can do everything. It is given
/// tenfold, and below 2.0 systemd calls a service safe.
const EXPOSURE: &str = "--threshold=20";

#[test]
fn systemd_understands_the_unit_and_calls_it_safe() {
    let folder = TempDir::new().unwrap();
    let unit = folder.path().join("registry-admin.service");
    let text = fs::read_to_string(example("systemd/registry-admin.service")).unwrap();
    // That the program is there is looked at too.
    let text = text.replace("/usr/local/bin/registry-admin", env!("CARGO_BIN_EXE_registry-admin"));
    fs::write(&unit, text).unwrap();
    assert_eq!(approved(Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&unit)), "");
    approved(Command::new("systemd-analyze").args(["security", "--offline=true", EXPOSURE, "--no-pager"]).arg(&unit));
}

#[test]
fn the_user_is_made_as_the_unit_wants_it() {
    let root = TempDir::new().unwrap();
    fs::create_dir(root.path().join("etc")).unwrap();
    let root_option = format!("--root={}", root.path().display());
    approved(Command::new("systemd-sysusers").arg(root_option).arg(example("systemd/sysusers.conf")));
    let users = fs::read_to_string(root.path().join("etc/passwd")).unwrap();
    assert!(users.contains("registry-admin:x:"), "{users}");
    assert!(unit().lines().any(|line| line == "User=registry-admin"));
}

#[test]
fn the_configuration_stays_in_the_folders_of_the_unit() {
    let settings = settings("systemd/registry-admin.yml");
    assert_eq!(settings.store.file().unwrap(), PathBuf::from("/var/lib/registry-admin/data.db"));
    assert_eq!(
        settings.registry.certs.certificate,
        PathBuf::from("/var/lib/registry-admin/certs/registry_auth_ca.crt")
    );
    assert!(unit().contains("\nStateDirectory=registry-admin registry-admin/certs\n"));
    assert!(unit().contains("\nEnvironment=RA_CONFIG_FILE=/etc/registry-admin/registry-admin.yml\n"));
}

fn unit() -> String {
    fs::read_to_string(example("systemd/registry-admin.service")).unwrap()
}
