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
mod crowd;
mod growth;
mod interface;
mod limit;
mod load;
mod process;
mod realm;
mod registry;
mod rush;
mod server;
mod signature;
mod stats;
mod storage;
mod sync;
mod table;
mod usage;

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
    if let Some(port) = limit_port() {
        return limit::serve(port);
    }
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
    tell("signature", signature::measure()?)?;
    tell("growth", growth::measure(binary)?)?;
    tell("rush", rush::measure(binary)?)?;
    let mut process = process::measure(binary)?;
    let server = Server::install(binary)?;
    realm::prepare(&server)?;
    tell("realm", realm::measure(&server)?)?;
    let [half, whole] = realm::memory_of_a_million(&server)?;
    process.add("memory after half a million tokens", &[half]);
    process.add("memory after a million tokens", &[whole]);
    tell("process", process)?;
    let document: Value = tables.into_iter().collect();
    fs::write(output, format!("{document:#}\n"))?;
    Ok(())
}

/// This program is also the server that the real one is compared with.
fn limit_port() -> Option<u16> {
    let mut arguments = env::args().skip(1);
    (arguments.next()? == limit::ARGUMENT).then(|| arguments.next()?.parse().ok()).flatten()
}
