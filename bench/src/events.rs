use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use domain::catalog::MediaType;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Result;
use crate::api::Api;
use crate::reader::{Reader, What};
use crate::registry::Registry;
use crate::server::{ADMIN, Server, free_port};
use crate::stats::millis;
use crate::storage::{self, Image};
use crate::table::Table;

const BURST: usize = 450;
const CONNECTIONS: [usize; 2] = [1, 16];
const LOAD: Duration = Duration::from_secs(3);

/// What the registry's notifications cost, each answered when it is durable, and how long it takes
/// until what a burst of them tells is in the catalogue.
pub(crate) fn measure(binary: &Path) -> Result<Table> {
    let folder = TempDir::new()?;
    let images = (0..BURST).map(|number| put_image(&folder, number)).collect::<Result<Vec<_>>>()?;
    let port = free_port()?;
    let options = ["--registry.host=http://127.0.0.1".to_owned(), format!("--registry.port={port}")];
    let server = Server::install_with(binary, TempDir::new()?, &options)?;
    let admin = Api::new(&server, ADMIN);
    // The sync at the start must not find what the notifications are to tell.
    admin.await_sync()?;
    let registry = Registry::start(port, &folder, &server)?;
    let mut table = Table::new("notifications", &["value"]);
    let reading = Reader::of(&server, &registry, &images)?.read(What::ManifestsAndConfigurations)?;
    table.add(format!("a client reads {BURST} images, ms"), &[millis(reading)]);
    let (told, seen) = burst(&server, &admin, &images)?;
    table.add(format!("{BURST} pushes, told within, ms"), &[millis(told)]);
    table.add(format!("{BURST} pushes, seen after their end, ms"), &[millis(seen)]);
    for action in ["pull", "push"] {
        for connections in CONNECTIONS {
            let rate = rate(&server, &images, action, connections)?;
            table.add(format!("{action}s per second, {connections} at once"), &[rate]);
        }
    }
    Ok(table)
}

fn put_image(folder: &TempDir, number: usize) -> Result<Image> {
    let (repository, tag) = (format!("team-{}/app-{}", number % 10, number % 50), format!("v1.{number}"));
    storage::put_image(folder.path(), &repository, &tag)
}

/// How long it takes to tell of all of them, and then until they are in the catalogue.
fn burst(server: &Server, admin: &Api<'_>, images: &[Image]) -> Result<(Duration, Duration)> {
    let (begin, is_over) = (Instant::now(), |sent: usize| sent >= images.len());
    send(server, images, "push", 16, &is_over)?;
    let end = Instant::now();
    while admin.get("/api/v1/tags?limit=1")?.get("total") != Some(&json!(images.len())) {
        thread::sleep(Duration::from_millis(10));
    }
    Ok((end - begin, end.elapsed()))
}

fn rate(server: &Server, images: &[Image], action: &str, connections: usize) -> Result<f64> {
    let begin = Instant::now();
    let sent = send(server, images, action, connections, &|_| begin.elapsed() >= LOAD)?;
    Ok(sent as f64 / begin.elapsed().as_secs_f64())
}

/// Sends one notification after the other on each of the connections, and says how many.
fn send(
    server: &Server,
    images: &[Image],
    action: &str,
    connections: usize,
    is_over: &(dyn Fn(usize) -> bool + Sync),
) -> Result<usize> {
    let (begin, next) = (Instant::now(), AtomicUsize::new(0));
    let connection = || -> std::result::Result<(), String> {
        let api = Api::new(server, ADMIN);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if is_over(number) {
                return Ok(());
            }
            let Some(image) = images.get(number % images.len()) else { return Ok(()) };
            let id = format!("{action}-{connections}-{number}-{}", begin.elapsed().as_nanos());
            let sent = api.post("/api/v1/registry/events", &notification(&id, action, image));
            sent.map_err(|error| error.to_string())?;
        }
    };
    thread::scope(|scope| {
        let connections: Vec<_> = (0..connections).map(|_| scope.spawn(connection)).collect();
        connections.into_iter().try_for_each(|connection| connection.join().map_err(|_| "a connection panicked")?)
    })?;
    Ok(next.into_inner() - connections)
}

fn notification(id: &str, action: &str, image: &Image) -> Value {
    let target = json!({
        "mediaType": MediaType::OCI_MANIFEST,
        "repository": image.repository,
        "tag": image.tag,
        "digest": image.digest,
    });
    json!({ "events": [{ "id": id, "action": action, "target": target, "request": { "method": "GET" } }] })
}
