//! What a token costs, beside the least that one can cost, and what becomes of that with more users
//! and rules, and in a rush; what the server costs: its start, memory and size; and what the catalogue
//! costs: a sync, beside a client that only asks the same registry, what the registry notifies of, and
//! pages of a million tags, over REST and in a browser. Several processes on one database are measured too, and, if it is asked for,
//! the copy of a store into another.
//!
//! Numbers of different machines, or of different hours of one, do not compare; ratios within one
//! run do. Each figure is the median of several rounds, and every round of the load measures each
//! kind of request once, so that a busy moment hits all alike. Needs Linux, `wrk`, `docker-registry`,
//! `postgresql`, Node.js, `chromium` and the packages of `frontend`.

mod api;
mod catalog;
mod catalog_file;
mod copy;
mod crowd;
mod events;
mod growth;
mod interface;
mod limit;
mod load;
mod process;
mod reader;
mod realm;
mod registry;
mod replicas;
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

use serde_json::{Map, Value};

use table::Table;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: bench <the registry-admin binary> <the JSON file to write> [parts, such as realm]";

/// Measures a binary.
type Measure = fn(&Path) -> Result<Vec<Table>>;

/// What can be measured by itself, and how.
const PARTS: [(&str, Measure); 9] = [
    ("sync", |binary| Ok(vec![sync::measure(binary)?])),
    ("events", |binary| Ok(vec![events::measure(binary)?])),
    ("catalogue", catalog::measure),
    ("signature", |_| Ok(vec![signature::measure()?])),
    ("growth", |binary| Ok(vec![growth::measure(binary)?])),
    ("rush", |binary| Ok(vec![rush::measure(binary)?])),
    ("realm", realm::measure),
    ("replicas", |binary| Ok(vec![replicas::measure(binary)?])),
    ("copy", |binary| Ok(vec![copy::measure(binary)?])),
];

/// What takes so long that it has to be asked for.
const ON_DEMAND: [&str; 1] = ["copy"];

fn main() -> Result<()> {
    if let Some(port) = limit_port() {
        return limit::serve(port);
    }
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [binary, output, wanted @ ..] = arguments.as_slice() else { return Err(USAGE.into()) };
    if let Some(unknown) = wanted.iter().find(|wanted| PARTS.iter().all(|(part, _)| part != wanted)) {
        let parts = PARTS.map(|(part, _)| part).join(", ");
        return Err(format!("there is no part {unknown}; there are {parts}").into());
    }
    let mut document = Map::new();
    for (part, measure) in PARTS {
        let is_wanted = match wanted.is_empty() {
            true => !ON_DEMAND.contains(&part),
            false => wanted.iter().any(|wanted| wanted == part),
        };
        if is_wanted {
            for table in measure(Path::new(binary))? {
                table.print()?;
                document.insert(table.title.to_owned(), table.to_json());
            }
        }
    }
    fs::write(output, format!("{:#}\n", Value::Object(document)))?;
    Ok(())
}

/// This program is also the server that the real one is compared with.
fn limit_port() -> Option<u16> {
    let mut arguments = env::args().skip(1);
    (arguments.next()? == limit::ARGUMENT).then(|| arguments.next()?.parse().ok()).flatten()
}
