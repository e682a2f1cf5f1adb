use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value};

use crate::Result;
use crate::load::Target;
use crate::server::{ADMIN, Server};
use crate::stats::median;
use crate::table::Table;

/// Plays somebody in a real browser, and says how long each wait was.
const SCRIPT: &str = "../frontend/scripts/list-speed.mjs";

/// How long somebody waits for a list of a hundred rows in the user interface.
pub(crate) fn measure(server: &Server) -> Result<Table> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCRIPT);
    let mut player = Command::new("node");
    player.arg(script).arg(server.url("")).env("LOGIN", ADMIN.0).env("PASSWORD", ADMIN.1);
    let played = player.output()?;
    if !played.status.success() {
        return Err(format!("the browser failed: {}", String::from_utf8_lossy(&played.stderr)).into());
    }
    let waits: Map<String, Value> = serde_json::from_slice(&played.stdout)?;
    let mut table = Table::new("100 rows in a browser, interactive", &["ms"]);
    for (name, rounds) in waits {
        let rounds: Vec<f64> = rounds.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        table.add(name, &[median(rounds)]);
    }
    Ok(table)
}
