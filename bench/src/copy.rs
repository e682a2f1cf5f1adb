//! What it takes to move to another storage engine.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

use crate::table::Table;
use crate::{Result, catalog_file, crowd};

const USERS: usize = 10_000;
const REPOSITORIES: u64 = 20_000;

/// Copies 10,000 users with 100,000 rules, and a million tags, from a file into PostgreSQL and back.
/// The command holds each record against the one it was copied from.
pub(crate) fn measure(binary: &Path) -> Result<Table> {
    let folder = TempDir::new()?;
    let [file, returned] = ["data.db", "returned.db"].map(|name| folder.path().join(name));
    catalog_file::put(binary, &file, REPOSITORIES)?;
    crowd::enter(&file, USERS)?;
    let database = postgres_cluster::database();
    let mut table = Table::new("copy, and check of each record", &["seconds", "file, MiB"]);
    let mebibytes = fs::metadata(&file)?.len() as f64 / f64::from(1 << 20);
    let file = file.display().to_string();
    table.add("from the file to PostgreSQL", &[copy(binary, &file, &database.url())?, mebibytes]);
    let seconds = copy(binary, &database.url(), &returned.display().to_string())?;
    table.add("back into a new file", &[seconds, fs::metadata(&returned)?.len() as f64 / f64::from(1 << 20)]);
    Ok(table)
}

fn copy(binary: &Path, from: &str, to: &str) -> Result<f64> {
    let begin = Instant::now();
    let output = Command::new(binary).args(["store", "copy", "--from", from, "--to", to]).output()?;
    match output.status.success() {
        true => Ok(begin.elapsed().as_secs_f64()),
        false => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}
