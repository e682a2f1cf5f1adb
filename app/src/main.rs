//! The program `registry-admin`.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use app::listeners::Listeners;
use app::settings::{Settings, SettingsError};
use app::wiring::{self, StartError};
use app::{App, telemetry};

/// What a shell expects of a program that was called wrongly.
const EXIT_USAGE: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let settings = match Settings::load(std::env::args_os(), &|name| std::env::var_os(name)) {
        Ok(settings) => settings,
        Err(SettingsError::CommandLine(error)) => error.exit(),
        Err(error @ SettingsError::Config(_)) => return complain(&error, EXIT_USAGE),
    };
    telemetry::start(settings.debug);
    for option in settings.not_yet_in_force() {
        tracing::warn!(option, "this option has no effect in this version");
    }
    match run(&settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let of_configuration = error.downcast_ref::<StartError>().is_some_and(StartError::is_of_configuration);
            complain(error.as_ref(), if of_configuration { EXIT_USAGE } else { 1 })
        }
    }
}

async fn run(settings: &Settings) -> Result<(), Box<dyn Error>> {
    let stop = stop_signal()?;
    let listeners = Listeners::open(settings, wiring::tls(settings)?).await?;
    let store = wiring::open_store(settings).await?;
    let ports = wiring::ports(settings, store).await?;
    tracing::info!(address = %listeners.address()?, version = env!("CARGO_PKG_VERSION"), "serving");
    App::new(settings, ports)?.serve(listeners, stop).await;
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

fn complain(error: &dyn Error, code: u8) -> ExitCode {
    let causes = std::iter::successors(Some(error), |&error| error.source()).map(ToString::to_string);
    let text = causes.collect::<Vec<_>>().join(": ");
    // Nothing is left to do if even this cannot be said.
    let _ = writeln!(std::io::stderr(), "registry-admin: {text}");
    ExitCode::from(code)
}
