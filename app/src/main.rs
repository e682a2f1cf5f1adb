//! The program `registry-admin`.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use app::access_log::AccessLog;
use app::command_line::CommandLine;
use app::commands::CommandError;
use app::config::ConfigError;
use app::listeners::Listeners;
use app::settings::Settings;
use app::wiring::{self, StartError};
use app::{App, telemetry};

/// What a shell expects of a program that was called wrongly.
const EXIT_USAGE: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let line = match CommandLine::parse(std::env::args_os()) {
        Ok(line) => line,
        Err(error) => error.exit(),
    };
    let settings = || Settings::load(&line.arguments, &|name| std::env::var_os(name));
    let outcome = match &line.command {
        Some(command) => command.run(settings, &mut std::io::stdout()).await.map_err(Into::into),
        None => serve(settings()).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(error.as_ref(), if is_of_usage(error.as_ref()) { EXIT_USAGE } else { 1 }),
    }
}

async fn serve(settings: Result<Settings, ConfigError>) -> Result<(), Box<dyn Error>> {
    let settings = settings?;
    telemetry::start(settings.debug);
    run(&settings).await
}

async fn run(settings: &Settings) -> Result<(), Box<dyn Error>> {
    let stop = stop_signal()?;
    let log = AccessLog::start(&settings.logger)?;
    let listeners = Listeners::open(settings, wiring::tls(settings)?).await?;
    let is_alone = wiring::store_is_open(settings).await.is_ok_and(|is_open| !is_open);
    let store = wiring::open_store(settings).await?;
    let ports = wiring::ports(settings, store, is_alone).await?;
    tracing::info!(address = %listeners.address()?, version = env!("CARGO_PKG_VERSION"), "serving");
    App::new(settings, ports, log)?.serve(listeners, stop).await;
    tracing::info!("stopped");
    Ok(())
}

/// Done when the process is told to stop.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, std::io::Error> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
    })
}

/// Done when the process is told to stop.
#[cfg(windows)]
fn stop_signal() -> Result<impl Future<Output = ()>, std::io::Error> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
        tracing::info!("stopping");
    })
}

/// Whether the program was called wrongly, as against having failed.
fn is_of_usage(error: &(dyn Error + 'static)) -> bool {
    error.is::<ConfigError>()
        || error.downcast_ref().is_some_and(StartError::is_of_configuration)
        || error.downcast_ref().is_some_and(CommandError::is_of_usage)
}

fn complain(error: &dyn Error, code: u8) -> ExitCode {
    let causes = std::iter::successors(Some(error), |&error| error.source()).map(ToString::to_string);
    let text = causes.collect::<Vec<_>>().join(": ");
    // Nothing is left to do if even this cannot be said.
    let _ = writeln!(std::io::stderr(), "registry-admin: {text}");
    ExitCode::from(code)
}
