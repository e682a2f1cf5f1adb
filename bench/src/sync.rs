use std::path::Path;
use std::time::Instant;

use serde_json::json;
use tempfile::TempDir;

use crate::Result;
use crate::api::Api;
use crate::load::Target;
use crate::reader::{Reader, What};
use crate::registry::Registry;
use crate::server::{ADMIN, Server, free_port};
use crate::storage::{self, Image};
use crate::table::Table;

const REPOSITORIES: usize = 200;
const TAGS_EACH: usize = 50;

/// What a sync costs, beside what a client costs that does nothing but ask the same registry.
pub(crate) fn measure(binary: &Path) -> Result<Table> {
    let folder = TempDir::new()?;
    let images = fill(&folder)?;
    let port = free_port()?;
    let options = ["--registry.host=http://127.0.0.1".to_owned(), format!("--registry.port={port}")];
    let server = Server::install_with(binary, TempDir::new()?, &options)?;
    let api = Api::new(&server, ADMIN);
    // The sync at the start must find nothing: it is not the one that is measured.
    api.await_sync()?;
    let registry = Registry::start(port, &folder, &server)?;
    let reader = Reader::of(&server, &registry, &images)?;
    let tags = images.len() as f64;
    let mut table = Table::new("sync of 10,000 tags", &["tags/s", "of the client", "cpu us each"]);
    let mut client = |name: &str, what| -> Result<f64> {
        let rate = tags / reader.read(what)?.as_secs_f64();
        table.add(name, &[rate, 1.0, f64::NAN]);
        Ok(rate)
    };
    let whole = client("client, GET each manifest and configuration", What::ManifestsAndConfigurations)?;
    client("client, GET each manifest", What::Manifests)?;
    let head = client("client, HEAD each manifest", What::Digests)?;
    let syncs = [("first sync (GET, and configs)", whole, 2 * images.len()), ("sync with no changes (HEAD)", head, 0)];
    for (name, plain, drift) in syncs {
        let before = server.cpu()?;
        let begin = Instant::now();
        let report = api.sync()?;
        let rate = tags / begin.elapsed().as_secs_f64();
        let expected = [("tags", json!(images.len())), ("drift", json!(drift)), ("failed", json!([]))];
        if expected.iter().any(|(name, value)| report.get(name) != Some(value)) {
            return Err(format!("the sync went wrong: {report}").into());
        }
        table.add(name, &[rate, rate / plain, (server.cpu()? - before).as_secs_f64() * 1e6 / tags]);
    }
    Ok(table)
}

fn fill(folder: &TempDir) -> Result<Vec<Image>> {
    let names = (0..REPOSITORIES).map(|number| format!("team-{}/app-{number}", number % 20));
    let tags = names.flat_map(|name| (0..TAGS_EACH).map(move |number| (name.clone(), format!("v1.{number}"))));
    tags.map(|(name, tag)| storage::put_image(folder.path(), &name, &tag)).collect()
}
