//! Traces of what the program does, for an OpenTelemetry collector.
//!
//! A span is one of the `tracing` crate whose target is `traces`; nothing else is exported, so that
//! nothing leaves by accident. One of level INFO begins a trace or continues that of a request, one of
//! level DEBUG is a part of it, and is not even made where there is no trace.

mod collector;
mod hasher;
mod propagation;
mod signer;
mod store;
mod unit;

use opentelemetry::KeyValue;
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use thiserror::Error;
use uuid::Uuid;

use crate::probe::{Probe, ProbeError};
use crate::registry::RegistryTls;
use collector::Collector;

pub use hasher::TracedHasher;
pub(crate) use propagation::pass_on;
pub use signer::TracedSigner;
pub use store::TracedStore;

/// Where traces go, and how many.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceExport {
    /// The URL that takes them (OTLP over HTTP, as protobuf), http or https.
    pub endpoint: String,
    /// The part of the traces that is taken, from 0 to 1. What is a part of somebody else's trace is
    /// taken if theirs is.
    pub sample_ratio: f64,
    /// The version of the program.
    pub version: &'static str,
}

/// Traces cannot be exported.
#[derive(Debug, Error)]
pub enum TracesError {
    /// There is nothing to reach the collector by.
    #[error("cannot prepare for talking to the collector")]
    Client(#[from] ProbeError),
    /// The URL, or what the environment says (`OTEL_EXPORTER_OTLP_HEADERS` and the like), is of no use.
    #[error("the collector cannot be used in this way")]
    Exporter(#[from] ExporterBuildError),
}

impl TraceExport {
    /// Sends spans in batches from a thread of its own, through the runtime that this is called in. At
    /// most some thousand wait to be sent; what comes on top is lost, and nobody waits.
    pub fn open(self) -> Result<SdkTracerProvider, TracesError> {
        let probe = Probe::new(&RegistryTls::Verified { extra_roots: None })?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Collector::new(probe))
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(self.endpoint)
            .build()?;
        let resource = Resource::builder()
            .with_service_name("registry-admin")
            .with_attributes([
                KeyValue::new("service.version", self.version),
                KeyValue::new("service.instance.id", Uuid::new_v4().to_string()),
            ])
            .build();
        Ok(SdkTracerProvider::builder()
            .with_resource(resource)
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(self.sample_ratio))))
            .with_batch_exporter(exporter)
            .build())
    }
}
