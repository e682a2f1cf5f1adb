use crate::config::Options;

use super::checks::{Checks, option};
use super::{Fault, RegistryUrl};

/// Traces for an OpenTelemetry collector.
#[derive(Debug, Clone, PartialEq)]
pub struct Traces {
    /// The URL that takes them.
    pub endpoint: String,
    /// The part of them that is taken, from 0 to 1.
    pub sample_ratio: f64,
}

/// Where a collector takes traces, if nothing else is said (OTLP specification, "OTLP/HTTP Request").
const USUAL_PATH: &str = "/v1/traces";

impl Traces {
    pub(super) fn read(options: &Options, checks: &mut Checks) -> Option<Self> {
        let sample_ratio = checks.required(option!(options.traces_sample_ratio), ratio);
        let endpoint = checks.optional(option!(options.traces_endpoint), RegistryUrl::read)?;
        let path = if endpoint.path.is_empty() { USUAL_PATH } else { "" };
        Some(Self { endpoint: format!("{endpoint}{path}"), sample_ratio })
    }
}

fn ratio(text: &str) -> Result<f64, Fault> {
    let ratio = text.parse().ok().filter(|ratio| (0.0..=1.0).contains(ratio));
    ratio.ok_or_else(|| Fault::Ratio(text.to_owned()))
}
