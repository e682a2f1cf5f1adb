//! The programs of PostgreSQL, and as whom they run.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// PostgreSQL refuses to run as root; then it is this account that it runs as.
const NOBODY: u32 = 65534;

/// One of the programs, by its name.
pub(crate) fn program(name: &str) -> Command {
    as_somebody(Command::new(folder().join(name)))
}

/// A program that runs as PostgreSQL must.
pub(crate) fn as_somebody(mut command: Command) -> Command {
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Makes a folder usable for the programs.
pub(crate) fn give(folder: &Path) {
    if is_root() {
        chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Where Debian has the programs of the newest version.
pub(crate) fn folder() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").map(|entries| entries.map(|entry| entry.unwrap().path()));
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.into_iter().flatten().filter(|path| path.join("bin/postgres").exists()).max_by_key(version);
    newest.unwrap_or_else(|| panic!("the Debian package postgresql is needed")).join("bin")
}
