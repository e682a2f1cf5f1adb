use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use crate::Result;
use crate::api::Api;
use crate::catalog_file::{self, TAGS_EACH};
use crate::interface;
use crate::load::{Load, Request};
use crate::server::{ADMIN, Server};
use crate::stats::millis;
use crate::table::Table;

const READER: (&str, &str) = ("reader", "blue whale in the bay");
const PATTERNS: u64 = 50;
/// What is measured is a quiet server: how long somebody waits.
const CONNECTIONS: u32 = 1;

/// With 50 tags each: a million at last.
const REPOSITORIES: [u64; 4] = [20, 200, 2_000, MOST];
const MOST: u64 = 20_000;

/// What a page of very many tags costs, over REST and in a browser.
pub(crate) fn measure(binary: &Path) -> Result<Vec<Table>> {
    let mut servers = Vec::new();
    for repositories in REPOSITORIES {
        let folder = TempDir::new()?;
        let filled_in = catalog_file::put(binary, &folder.path().join(Server::DATABASE), repositories)?;
        servers.push((Server::install_with(binary, folder, &[])?, filled_in));
    }
    let growth = growth(servers.iter().map(|(server, _)| server))?;
    let (server, filled_in) = servers.pop().ok_or("no server")?;
    Ok(vec![growth, lists(&server)?, interface::measure(&server)?, process(&server, filled_in)?])
}

fn growth<'a>(servers: impl Iterator<Item = &'a Server> + Clone) -> Result<Table> {
    let mut table = Table::new("p50 ms by tags", &["1,000", "10,000", "100,000", "1,000,000"]);
    for (what, _) in growing(0) {
        let median = |(server, repositories): (&Server, u64)| -> Result<f64> {
            let path = growing(repositories).into_iter().find_map(|(name, path)| (name == what).then_some(path));
            Ok(millis(ask(server, ADMIN, what, path.ok_or("no question")?)?.p50))
        };
        table.add(what, &servers.clone().zip(REPOSITORIES).map(median).collect::<Result<Vec<_>>>()?);
    }
    Ok(table)
}

fn lists(server: &Server) -> Result<Table> {
    enter_reader(&Api::new(server, ADMIN))?;
    let mut table = Table::new("1,000,000 tags over REST", &["p50 ms", "p99 ms", "requests/s"]);
    for (who, credentials) in [("admin", ADMIN), ("50 patterns", READER)] {
        for (what, path) in growing(MOST).into_iter().chain(others()) {
            let load = ask(server, credentials, what, path)?;
            table.add(format!("{what}, {who}"), &[millis(load.p50), millis(load.p99), load.per_second]);
        }
    }
    Ok(table)
}

fn process(server: &Server, filled_in: Option<Duration>) -> Result<Table> {
    let mut table = Table::new("catalogue", &["value"]);
    if let Some(filled_in) = filled_in {
        table.add("tags written in bulk, per second", &[(MOST * TAGS_EACH) as f64 / filled_in.as_secs_f64()]);
    }
    table.add("start on a million tags, ms", &[millis(server.started_in)]);
    table.add("memory after the lists, MiB", &[server.resident_mib()?]);
    for (what, path) in [("repositories", "repositories?limit=25"), ("tags", "tags?limit=25")] {
        let bytes = Api::new(server, ADMIN).get(&format!("/api/v1/{path}"))?.to_string().len();
        table.add(format!("25 {what}, kB"), &[bytes as f64 / 1e3]);
    }
    Ok(table)
}

fn ask(server: &Server, who: (&str, &str), what: &str, path: String) -> Result<Load> {
    let headers = vec![("Authorization", Api::basic(who))];
    let request = Request { name: what.to_owned(), method: "GET", path, headers, body: String::new() };
    Load::of(server, &request, CONNECTIONS)
}

/// What is asked of catalogues of every size, here of so many repositories.
fn growing(repositories: u64) -> [(&'static str, String); 6] {
    let last = |records: u64| records.saturating_sub(50);
    [
        ("repositories", page("repositories?sort=name")),
        ("repositories by size", page("repositories?sort=-size_bytes")),
        ("tags", page("tags?sort=name")),
        ("tags by push", page("tags?sort=-pushed_at")),
        ("tags, last page", page(&format!("tags?sort=name&offset={}", last(repositories * TAGS_EACH)))),
        ("tags with v3.7", page("tags?q=v3.7")),
    ]
}

fn others() -> [(&'static str, String); 3] {
    [
        ("repositories, last page", page(&format!("repositories?sort=name&offset={}", MOST - 50))),
        ("repositories with 1999", page("repositories?q=1999")),
        ("tags, page 200", page("tags?sort=name&offset=10000")),
    ]
}

fn page(path: &str) -> String {
    format!("/api/v1/{path}&limit=50")
}

fn enter_reader(admin: &Api<'_>) -> Result<()> {
    let user = json!({ "login": READER.0, "password": READER.1, "role": "user", "groups": [] });
    let subject = json!({ "kind": "user", "id": admin.post("/api/v1/users", &user)?.get("id") });
    for number in 0..PATTERNS {
        let resource = match number % 3 {
            0 => format!("team-{number}/**"),
            1 => format!("team-{number}/*"),
            _ => catalog_file::name(number * 7)?.to_string(),
        };
        let access = json!({ "name": resource, "subject": subject, "resource": resource, "actions": ["pull"] });
        admin.post("/api/v1/access", &access)?;
    }
    Ok(())
}
