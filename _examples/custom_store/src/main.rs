//! RegistryAdmin as it is, but for where it keeps things: in the file of `--store.embed.path`, by redb.

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use app::config::options_command;
use app::settings::Settings;
use app::{program, telemetry, wiring};
use custom_store::RedbStore;

#[tokio::main]
async fn main() -> ExitCode {
    program::end(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let settings = Settings::load(&options_command().get_matches(), &|name| std::env::var_os(name))?;
    let telemetry = telemetry::start(settings.debug, wiring::traces(&settings)?);
    let ports = async {
        let file = settings.store.file().ok_or("there is a file to keep things in with --store.type=embed alone")?;
        let store = RedbStore::open(file)?;
        // Nobody else has the file open, or this would have failed.
        let is_alone = true;
        Ok(wiring::ports(&settings, Arc::new(store), is_alone).await?)
    };
    let outcome = program::serve(&settings, ports).await;
    telemetry.finish().await;
    outcome
}
