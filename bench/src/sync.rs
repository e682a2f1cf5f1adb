use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use domain::catalog::MediaType;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Result;
use crate::api::Api;
use crate::load::Target;
use crate::realm::REALM;
use crate::registry::Registry;
use crate::server::{ADMIN, SERVICE, Server, free_port};
use crate::storage;
use crate::table::Table;

const REPOSITORIES: usize = 200;
const TAGS_EACH: usize = 50;
const CONNECTIONS: usize = 32;

/// A tag to be asked for, and the header that lets one do so.
struct Place {
    url: String,
    authorization: String,
}

/// What a sync costs, beside what a client costs that does nothing but ask the same registry.
pub(crate) fn measure(binary: &Path) -> Result<Table> {
    let folder = TempDir::new()?;
    let names = fill(&folder)?;
    let port = free_port()?;
    let options = ["--registry.host=http://127.0.0.1".to_owned(), format!("--registry.port={port}")];
    let server = Server::install_with(binary, TempDir::new()?, &options)?;
    let api = Api::new(&server, ADMIN);
    // The sync at the start must find nothing: it is not the one that is measured.
    api.await_sync()?;
    let registry = Registry::start(port, &folder, &server)?;
    let places = places(&server, &registry, &names)?;
    let tags = places.len() as f64;
    let [get, head] = [client(&places, "GET")?, client(&places, "HEAD")?].map(|time| tags / time.as_secs_f64());
    let mut table = Table::new("sync of 10,000 tags", &["tags/s", "of the client", "cpu us each"]);
    table.add("client, GET each manifest", &[get, 1.0, f64::NAN]);
    table.add("client, HEAD each manifest", &[head, 1.0, f64::NAN]);
    let syncs = [("first sync (GET, and configs)", get, 2 * places.len()), ("sync with no changes (HEAD)", head, 0)];
    for (name, plain, drift) in syncs {
        let before = server.cpu()?;
        let begin = Instant::now();
        let report = api.sync()?;
        let rate = tags / begin.elapsed().as_secs_f64();
        let expected = [("tags", json!(places.len())), ("drift", json!(drift)), ("failed", json!([]))];
        if expected.iter().any(|(name, value)| report.get(name) != Some(value)) {
            return Err(format!("the sync went wrong: {report}").into());
        }
        table.add(name, &[rate, rate / plain, (server.cpu()? - before).as_secs_f64() * 1e6 / tags]);
    }
    Ok(table)
}

fn fill(folder: &TempDir) -> Result<Vec<String>> {
    let names: Vec<_> = (0..REPOSITORIES).map(|number| format!("team-{}/app-{number}", number % 20)).collect();
    for (name, tag) in names.iter().flat_map(|name| (0..TAGS_EACH).map(move |tag| (name, tag))) {
        storage::put_image(folder.path(), name, &tag_name(tag))?;
    }
    Ok(names)
}

fn tag_name(number: usize) -> String {
    format!("v1.{number}")
}

fn places(server: &Server, registry: &Registry, names: &[String]) -> Result<Vec<Place>> {
    let mut places = Vec::new();
    for name in names {
        let url = server.url(&format!("{REALM}?service={SERVICE}&scope=repository:{name}:pull"));
        let answer: Value = ureq::get(url).header("authorization", Api::basic(ADMIN)).call()?.body_mut().read_json()?;
        let token = answer.get("token").and_then(Value::as_str).ok_or("no token")?;
        places.extend((0..TAGS_EACH).map(|tag| Place {
            url: registry.url(&format!("/v2/{name}/manifests/{}", tag_name(tag))),
            authorization: format!("Bearer {token}"),
        }));
    }
    Ok(places)
}

/// How long it takes to ask for everything once.
fn client(places: &[Place], method: &str) -> Result<Duration> {
    let next = AtomicUsize::new(0);
    let ask = || -> std::result::Result<(), ureq::Error> {
        let agent = ureq::Agent::new_with_defaults();
        while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
            let request = if method == "GET" { agent.get(&place.url) } else { agent.head(&place.url) };
            let request = request.header("authorization", &place.authorization);
            request.header("accept", MediaType::OCI_MANIFEST).call()?.body_mut().read_to_vec()?;
        }
        Ok(())
    };
    let begin = Instant::now();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a client panicked")?.map_err(Into::into))
    })
    .map(|()| begin.elapsed())
}
