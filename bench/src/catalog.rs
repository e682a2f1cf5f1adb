use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::Result;
use crate::api::Api;
use crate::catalog_file::{self, REPOSITORIES, TAGS_EACH};
use crate::interface;
use crate::load::{Load, Request};
use crate::server::{ADMIN, Server};
use crate::stats::millis;
use crate::table::Table;

const READER: (&str, &str) = ("reader", "blue whale in the bay");
const PATTERNS: u64 = 50;
/// What is measured is a quiet server: how long somebody waits.
const CONNECTIONS: u32 = 1;

/// What a page of a million tags costs, over REST and in a browser.
pub(crate) fn measure(binary: &Path) -> Result<Vec<Table>> {
    let folder = TempDir::new()?;
    let filled_in = catalog_file::put(binary, &folder.path().join(Server::DATABASE))?;
    let server = Server::install_with(binary, folder, &[])?;
    let admin = Api::new(&server, ADMIN);
    enter_reader(&admin)?;
    let mut lists = Table::new("1,000,000 tags over REST", &["p50 ms", "p99 ms", "requests/s"]);
    for (who, credentials) in [("admin", ADMIN), ("50 patterns", READER)] {
        for (what, path) in questions() {
            let headers = vec![("Authorization", Api::basic(credentials))];
            let request = Request { name: format!("{what}, {who}"), method: "GET", path, headers, body: String::new() };
            let load = Load::of(&server, &request, CONNECTIONS)?;
            lists.add(request.name, &[millis(load.p50), millis(load.p99), load.per_second]);
        }
    }
    let in_browser = interface::measure(&server)?;
    let mut rest = Table::new("catalogue", &["value"]);
    if let Some(filled_in) = filled_in {
        rest.add("tags written in bulk, per second", &[(REPOSITORIES * TAGS_EACH) as f64 / filled_in.as_secs_f64()]);
    }
    rest.add("start on a million tags, ms", &[millis(server.started_in)]);
    rest.add("memory after the lists, MiB", &[server.resident_mib()?]);
    for (what, path) in [("repositories", "repositories?limit=25"), ("tags", "tags?limit=25")] {
        let bytes = admin.get(&format!("/api/v1/{path}"))?.to_string().len();
        rest.add(format!("25 {what}, kB"), &[bytes as f64 / 1e3]);
    }
    Ok(vec![lists, in_browser, rest])
}

fn questions() -> [(&'static str, String); 9] {
    let at = |path: &str| format!("/api/v1/{path}&limit=50");
    [
        ("repositories", at("repositories?sort=name")),
        ("repositories by size", at("repositories?sort=-size_bytes")),
        ("repositories, last page", at(&format!("repositories?sort=name&offset={}", REPOSITORIES - 50))),
        ("repositories with 1999", at("repositories?q=1999")),
        ("tags", at("tags?sort=name")),
        ("tags by push", at("tags?sort=-pushed_at")),
        ("tags with v3.7", at("tags?q=v3.7")),
        ("tags, page 200", at("tags?sort=name&offset=10000")),
        ("tags, last page", at(&format!("tags?sort=name&offset={}", REPOSITORIES * TAGS_EACH - 50))),
    ]
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
