//! What the process says of itself: a log, and traces if somebody takes them.

use std::io::IsTerminal;

use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Level, Subscriber};
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// The target of the spans that traces are made of; they are no part of the log.
const TRACES: &str = "traces";

/// What is still to be told when the process ends.
#[must_use = "traces are to be sent to their end"]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

/// Writes structured lines to standard error; `RUST_LOG` refines what is written. Spans go to `traces`.
pub fn start(debug: bool, traces: Option<SdkTracerProvider>) -> Telemetry {
    match &traces {
        // The filter of the log is then the one of all: what it does not want costs nothing.
        None => tracing_subscriber::registry().with(filter(debug)).with(lines()).init(),
        Some(provider) => {
            tracing_subscriber::registry().with(lines().with_filter(filter(debug))).with(spans(provider)).init();
        }
    }
    Telemetry { traces }
}

impl Telemetry {
    /// Sends what has not been sent yet, for some seconds at the most.
    pub async fn finish(self) {
        let Some(traces) = self.traces else { return };
        match tokio::task::spawn_blocking(move || traces.shutdown()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the last traces were not sent"),
            Err(error) => tracing::warn!(%error, "the last traces were not sent"),
        }
    }
}

fn filter(debug: bool) -> EnvFilter {
    let default = if debug { "info,app=debug,adapters=debug" } else { "info" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    // twelf logs the value of every option, secrets included.
    let silent = ["twelf=off", "traces=off"].into_iter().filter_map(|directive| directive.parse().ok());
    silent.fold(filter, EnvFilter::add_directive)
}

fn lines<S: Subscriber + for<'a> LookupSpan<'a>>() -> impl Layer<S> {
    tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal())
}

/// A span of [`TRACES`] of level INFO begins a trace; one of another level is made only as a part of one.
fn spans<S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync>(provider: &SdkTracerProvider) -> impl Layer<S> {
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer(env!("CARGO_PKG_NAME")))
        .with_context_activation(false)
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_filter(dynamic_filter_fn(|metadata, context| {
            metadata.is_span()
                && metadata.target() == TRACES
                && (*metadata.level() == Level::INFO || context.lookup_current().is_some())
        }))
}
