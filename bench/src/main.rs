//! What a token costs: requests per second, each beside a bare handler of the same server, and the
//! signature alone; what the server costs: its start, memory and size; and what the catalogue costs:
//! a sync, beside a client that only asks the same registry, and pages of a million tags, over REST
//! and in a browser.
//!
//! Numbers of different machines, or of different hours of one, do not compare; ratios within one
//! run do. Each figure is the median of several rounds, and every round of the load measures each
//! kind of request once, so that a busy moment hits all alike. Needs Linux, `wrk`, `docker-registry`,
//! Node.js, `chromium` and the packages of `frontend`.

mod api;
mod catalog;
mod catalog_file;
mod interface;
mod load;
mod process;
mod realm;
mod registry;
mod server;
mod signature;
mod stats;
mod storage;
mod sync;
mod table;

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::Value;

use server::Server;
use table::Table;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: bench <the registry-admin binary> <the JSON file to write>";

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let (Some(binary), Some(output), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err(USAGE.into());
    };
    let binary = Path::new(&binary);
    let mut tables = Vec::new();
    let mut tell = |name: &str, table: Table| -> Result<()> {
        table.print()?;
        tables.push((name.to_owned(), table.to_json()));
        Ok(())
    };
    tell("sync", sync::measure(binary)?)?;
    let [lists, in_browser, catalog] = catalog::measure(binary)?;
    tell("lists", lists)?;
    tell("interface", in_browser)?;
    tell("catalogue", catalog)?;
    let mut process = process::measure(binary)?;
    let signature = signature::measure()?;
    let server = Server::install(binary)?;
    tell("realm", realm::measure(&server, &signature)?)?;
    tell("signature", signature)?;
    process.add("memory after the load, MiB", &[server.resident_mib()?]);
    tell("process", process)?;
    let document: Value = tables.into_iter().collect();
    fs::write(output, format!("{document:#}\n"))?;
    Ok(())
}
