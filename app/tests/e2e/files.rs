//! What the program writes is for its owner alone, unless somebody else has to read it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;

use crate::harness::Server;

/// What others need: the registry the certificate, whoever counts failures the access log.
fn mode_of(name: &str) -> u32 {
    match name {
        "registry_auth.pub" | "registry_auth_ca.crt" => 0o644,
        name if name.starts_with("access.log") => 0o640,
        _ => 0o600,
    }
}

#[test]
fn every_file_is_for_its_owner_but_for_those_that_others_need() {
    let folder = TempDir::new().unwrap();
    let log = format!("--logger.file={}", folder.path().join("access.log").display());
    let mut server = Server::start_on_file(&["--logger.enabled", &log, "--logger.max-size=1K"]);
    for _ in 0..20 {
        server.admin().get("/api/v1/users").expect(200);
    }
    let backup = folder.path().join("backup.db");
    server.command(&["backup", &backup.display().to_string()]).printed();
    let of_store = files(server.folder());
    // It moves its log aside no more.
    server.stop();
    let mut files = [of_store, files(folder.path())].concat();
    // What the test itself keeps.
    files.retain(|(name, _)| !name.starts_with("server-"));
    for expected in ["data.db", "data.db-wal", "data.db.lock", "registry_auth.key", "backup.db", "access.log"] {
        assert!(files.iter().any(|(name, _)| name == expected), "no {expected} in {files:?}");
    }
    for (name, mode) in files {
        assert_eq!(mode, mode_of(&name), "{name} has mode {mode:o}");
    }
}

/// The names and modes of all that is below a folder.
fn files(folder: &Path) -> Vec<(String, u32)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let below = entries.flat_map(|entry| match entry.metadata().unwrap() {
        kind if kind.is_dir() => files(&entry.path()),
        file => vec![(entry.file_name().into_string().unwrap(), file.permissions().mode() & 0o777)],
    });
    below.collect()
}
