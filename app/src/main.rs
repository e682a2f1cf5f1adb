//! The program `registry-admin`.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use app::command_line::CommandLine;
use app::config::ConfigError;
use app::settings::Settings;
use app::{program, telemetry, wiring};
use tokio::runtime::Runtime;

/// What is left to wait for when all is done is a store that does not answer.
const LONGEST_END: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return program::end(Err(error.into())),
    };
    let code = runtime.block_on(run());
    runtime.shutdown_timeout(LONGEST_END);
    code
}

async fn run() -> ExitCode {
    let line = match CommandLine::parse(std::env::args_os()) {
        Ok(line) => line,
        Err(error) => error.exit(),
    };
    let settings = || Settings::load(&line.arguments, &|name| std::env::var_os(name));
    program::end(match &line.command {
        Some(command) => command.run(settings, &mut std::io::stdout()).await.map_err(Into::into),
        None => serve(settings()).await,
    })
}

async fn serve(settings: Result<Settings, ConfigError>) -> Result<(), Box<dyn Error>> {
    let settings = settings?;
    let telemetry = telemetry::start(settings.debug, wiring::traces(&settings)?);
    let ports = async {
        let is_alone = wiring::store_is_open(&settings).await.is_ok_and(|is_open| !is_open);
        let store = wiring::open_store(&settings).await?;
        Ok(wiring::ports(&settings, store, is_alone).await?)
    };
    let outcome = program::serve(&settings, ports).await;
    telemetry.finish().await;
    outcome
}
