//! Several processes on one database.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use postgres_cluster::Database;
use tempfile::TempDir;

use crate::Result;
use crate::load::{Load, Request};
use crate::realm::{self, REALM};
use crate::server::{SERVICE, Server};
use crate::table::Table;

const PROCESSES: [usize; 3] = [1, 2, 4];
/// Over all processes.
const CONNECTIONS: usize = 16;
const SECONDS: u64 = 5;

/// What a token costs each of several processes, and how often the database is asked meanwhile: each
/// process asks every half second whether anything changed, and nothing else.
pub(crate) fn measure(binary: &Path) -> Result<Table> {
    let database = postgres_cluster::database();
    let servers = servers(binary, &database)?;
    let first = servers.first().ok_or("no server")?;
    realm::prepare(first)?;
    let request = Request::of_password("token", format!("{REALM}?service={SERVICE}&scope=repository:team/app:pull"));
    let columns = ["tokens/s", "cpu us each", "transactions/s", "when idle"];
    let mut table = Table::new("processes on one PostgreSQL", &columns);
    for processes in PROCESSES {
        let servers = servers.get(..processes).ok_or("too few servers")?;
        let ((), idle) = transactions_during(&database, || {
            thread::sleep(Duration::from_secs(SECONDS));
            Ok(())
        })?;
        let (loads, busy) = transactions_during(&database, || at_once(servers, &request))?;
        let rate: f64 = loads.iter().map(|load| load.per_second).sum();
        let cpu: f64 = loads.iter().map(|load| load.cpu.as_secs_f64() * 1e6 * load.per_second).sum::<f64>() / rate;
        table.add(processes.to_string(), &[rate, cpu, busy, idle]);
    }
    Ok(table)
}

/// As many as there are at most, with one key.
fn servers(binary: &Path, database: &Database) -> Result<Vec<Server>> {
    let options = ["--store.type=postgres".to_owned(), format!("--store.postgres.url={}", database.url())];
    let first = Server::install_with(binary, TempDir::new()?, &options)?;
    let keys = first.keys();
    let mut servers = vec![first];
    while servers.len() < PROCESSES.into_iter().max().unwrap_or(1) {
        let folder = TempDir::new()?;
        let own = folder.path().join(Server::KEYS);
        fs::create_dir(&own)?;
        for file in fs::read_dir(&keys)? {
            let file = file?;
            fs::copy(file.path(), own.join(file.file_name()))?;
        }
        servers.push(Server::install_with(binary, folder, &options)?);
    }
    Ok(servers)
}

fn at_once(servers: &[Server], request: &Request) -> Result<Vec<Load>> {
    let each = u32::try_from(CONNECTIONS / servers.len())?;
    thread::scope(|scope| {
        let loads: Vec<_> = servers
            .iter()
            .map(|server| scope.spawn(move || Load::during(SECONDS, server, request, each).map_err(|e| e.to_string())))
            .collect();
        loads.into_iter().map(|load| Ok(load.join().map_err(|_| "the load ended early")??)).collect()
    })
}

/// What `work` gives, and how many transactions there were in a second meanwhile.
fn transactions_during<T>(database: &Database, work: impl FnOnce() -> Result<T>) -> Result<(T, f64)> {
    let before = transactions(database)?;
    let given = work()?;
    // Processes tell the statistics once a second.
    thread::sleep(Duration::from_millis(1500));
    Ok((given, (transactions(database)? - before) / (SECONDS as f64 + 1.5)))
}

fn transactions(database: &Database) -> Result<f64> {
    let sum = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    Ok(database.run(sum).parse()?)
}
