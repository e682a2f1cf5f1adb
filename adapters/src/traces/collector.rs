use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use hyper::body::Bytes;
use hyper::{Request, Response};
use opentelemetry_http::{HttpClient, HttpError};
use tokio::runtime::Handle;

use crate::probe::{Probe, ProbeError};

/// A collector that is away is complained of so often.
const COMPLAINTS: Duration = Duration::from_secs(60);

/// Reaches the collector from a thread that is none of the runtime's.
pub(super) struct Collector {
    probe: Arc<Probe>,
    runtime: Handle,
    /// When it was complained of; none if it takes what it is sent.
    complained: Mutex<Option<Instant>>,
}

impl Collector {
    pub(super) fn new(probe: Probe) -> Self {
        Self { probe: Arc::new(probe), runtime: Handle::current(), complained: Mutex::default() }
    }

    fn note(&self, outcome: &Result<Response<Bytes>, ProbeError>) {
        let complaint = match outcome {
            Ok(response) if response.status().is_success() => None,
            Ok(response) => Some(ProbeError::Status(response.status()).to_string()),
            Err(error) => Some(error.to_string()),
        };
        let mut complained = self.complained.lock().unwrap_or_else(PoisonError::into_inner);
        match complaint {
            Some(error) if complained.is_none_or(|before| before.elapsed() >= COMPLAINTS) => {
                tracing::warn!(error, "the collector does not take traces; they are lost until it does");
                *complained = Some(Instant::now());
            }
            None if complained.take().is_some() => tracing::info!("the collector takes traces again"),
            Some(_) | None => {}
        }
    }
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Collector")
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let probe = self.probe.clone();
        let outcome = self.runtime.spawn(async move { probe.send(request).await }).await?;
        self.note(&outcome);
        Ok(outcome?)
    }
}
