//! What a token costs: requests per second, each beside a bare handler of the same server, and the
//! signature alone; and what the server costs: its start, memory and size.
//!
//! Numbers of different machines, or of different hours of one, do not compare; ratios within one
//! run do. Each figure is the median of several rounds, and every round of the load measures each
//! kind of request once, so that a busy moment hits all alike. Needs Linux and `wrk`.

mod load;
mod process;
mod realm;
mod server;
mod signature;
mod stats;
mod table;

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::Value;

use server::Server;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: bench <the registry-admin binary> <the JSON file to write>";

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let (Some(binary), Some(output), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err(USAGE.into());
    };
    let binary = Path::new(&binary);
    let mut process = process::measure(binary)?;
    let signature = signature::measure()?;
    let server = Server::install(binary)?;
    let realm = realm::measure(&server, &signature)?;
    process.add("memory after the load, MiB", &[server.resident_mib()?]);
    let tables = [("realm", realm), ("signature", signature), ("process", process)];
    tables.iter().try_for_each(|(_, table)| table.print())?;
    let document: Value = tables.iter().map(|(name, table)| ((*name).to_owned(), table.to_json())).collect();
    fs::write(output, format!("{document:#}\n"))?;
    Ok(())
}
