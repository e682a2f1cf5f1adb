use std::fs;
use std::path::Path;

use crate::Result;
use crate::server::Server;
use crate::stats::{median, millis};
use crate::table::Table;

const STARTS: usize = 5;
const MIB: f64 = 1_048_576.0;

/// What the server costs before anybody asks for anything.
pub(crate) fn measure(binary: &Path) -> Result<Table> {
    let (mut first, mut again, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let mut server = Server::install(binary)?;
        first.push(millis(server.started_in));
        server.restart()?;
        again.push(millis(server.started_in));
        memory.push(server.resident_mib()?);
    }
    let mut table = Table::new("process", &["median"]);
    table.add("first start to first answer, ms", &[median(first)]);
    table.add("later start to first answer, ms", &[median(again)]);
    table.add("memory after start, MiB", &[median(memory)]);
    table.add("binary, MiB", &[fs::metadata(binary)?.len() as f64 / MIB]);
    Ok(table)
}
