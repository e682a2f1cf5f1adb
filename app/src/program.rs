//! What `main` does around an [`App`], whoever's storage it stands on.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use crate::App;
use crate::access_log::AccessLog;
use crate::commands::CommandError;
use crate::config::ConfigError;
use crate::listeners::Listeners;
use crate::services::Ports;
use crate::settings::Settings;
use crate::wiring::{self, StartError};

/// What a shell expects of a program that was called wrongly.
const EXIT_USAGE: u8 = 2;

/// Serves over these ports until the process is told to stop; requests in flight are finished.
///
/// The ports are only waited for when it is certain that there is somewhere to listen.
pub async fn serve(
    settings: &Settings,
    ports: impl Future<Output = Result<Ports, Box<dyn Error>>>,
) -> Result<(), Box<dyn Error>> {
    let stop = stop_signal()?;
    let log = AccessLog::start(&settings.logger)?;
    let listeners = Listeners::open(settings, wiring::tls(settings)?).await?;
    let ports = ports.await?;
    tracing::info!(address = %listeners.address()?, version = env!("CARGO_PKG_VERSION"), "serving");
    App::new(settings, ports, log)?.serve(listeners, stop).await;
    tracing::info!("stopped");
    Ok(())
}

/// How the process ends after that: what went wrong is said on standard error, and where the program
/// was called wrongly, the code is 2 rather than 1.
pub fn end(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(error.as_ref(), if is_of_usage(error.as_ref()) { EXIT_USAGE } else { 1 }),
    }
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
