//! Moving in from other programs, by the command `import`.

mod command;
mod database;
mod decisions;
mod sources;

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::Server;
use crate::harness::program::{Ended, call};

/// A bcrypt hash of [`crate::harness::api::PASSWORD`].
const HASH: &str = "$2y$04$RhGxiOT2D4dFblUXb2DSwesBNmXx2KHT2gQP.iVWcXlvUb680t59S";

/// Calls the command for a store.
fn import(source: &Path, store: &Path, options: &[&str]) -> Ended {
    let store = format!("--store.embed.path={}", store.display());
    call(&[&["import", source.to_str().unwrap(), &store], options].concat())
}

/// The plan, as programs read it.
#[track_caller]
fn plan(source: &Path, store: &Path, options: &[&str]) -> Value {
    serde_json::from_str(&import(source, store, &[&["--json"], options].concat()).printed()).unwrap()
}

/// The plan for the store of a server.
#[track_caller]
fn plan_for(server: &Server, source: &Path, options: &[&str]) -> Value {
    let ended = server.command(&[&["import", source.to_str().unwrap(), "--json"], options].concat());
    serde_json::from_str(&ended.printed()).unwrap()
}

/// A server whose store was made by an import.
fn server_after_import(source: &Path, options: &[&str]) -> (Server, Value) {
    // Who asks with a password that was never right is to be answered each time.
    let mut server = Server::start_on_file(&["--auth.max-failures=0"]);
    let store = server.file().unwrap();
    server.kill();
    for suffix in ["", "-wal", "-shm"] {
        let file = format!("{}{suffix}", store.display());
        fs::remove_file(&file).or_else(|error| if suffix.is_empty() { Err(error) } else { Ok(()) }).unwrap();
    }
    let done = plan(source, &store, &[&["--apply"], options].concat());
    server.restart();
    (server, done)
}

/// What a plan does with the records of a kind, such as `["create alice"]`.
fn steps(plan: &Value, kind: &str, name: &str) -> Vec<String> {
    let records = plan[kind].as_array().unwrap().iter();
    records.map(|record| format!("{} {}", record["step"].as_str().unwrap(), record[name].as_str().unwrap())).collect()
}

/// What a plan says that differs, such as `["access 7: signed_in_too"]`.
fn differences(plan: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let differences = plan["differences"].as_array().unwrap().iter();
    differences.map(|found| format!("{}: {}", text(&found["about"]), text(&found["code"]))).collect()
}
