use prometheus::core::Collector;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, Result,
};

use super::known::Known;
use super::outcomes::Words;

/// All names begin with this.
const PREFIX: &str = "registry_admin";

/// From a cached token, some 50 µs, to the longest that a request may take.
const QUICK: [f64; 14] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];
const SLOW: [f64; 8] = [0.1, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0];

/// Makes metrics and remembers them, to be told together.
pub(super) struct Register(Registry);

impl Register {
    /// With what is known of the program and its process.
    pub(super) fn new() -> Result<Self> {
        let register = Self(Registry::new());
        #[cfg(target_os = "linux")]
        register.0.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        let info = register.gauges("build_info", "The version that runs.", "version")?;
        info.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        Ok(register)
    }

    pub(super) fn finish(self) -> Registry {
        self.0
    }

    fn remember<C: Collector + Clone + 'static>(&self, metric: C) -> Result<C> {
        self.0.register(Box::new(metric.clone()))?;
        Ok(metric)
    }

    pub(super) fn counters(&self, name: &str, help: &str, labels: &[&str]) -> Result<IntCounterVec> {
        self.remember(IntCounterVec::new(options(name, help), labels)?)
    }

    /// One for each value of `label`, all of them there from the beginning: a rate can be told from the
    /// first on.
    pub(super) fn known_counters<W: Words>(&self, name: &str, help: &str, label: &str) -> Result<Known<W, IntCounter>> {
        let counters = self.counters(name, help, &[label])?;
        Ok(Known::of(|word| counters.with_label_values(&[word])))
    }

    pub(super) fn gauge(&self, name: &str, help: &str) -> Result<IntGauge> {
        self.remember(IntGauge::with_opts(options(name, help))?)
    }

    pub(super) fn gauges(&self, name: &str, help: &str, label: &str) -> Result<IntGaugeVec> {
        self.remember(IntGaugeVec::new(options(name, help), &[label])?)
    }

    pub(super) fn histogram(&self, name: &str, help: &str) -> Result<Histogram> {
        self.remember(Histogram::with_opts(buckets(name, help, &QUICK))?)
    }

    pub(super) fn slow_histogram(&self, name: &str, help: &str) -> Result<Histogram> {
        self.remember(Histogram::with_opts(buckets(name, help, &SLOW))?)
    }

    /// One for each value of `label`.
    pub(super) fn known_histograms<W: Words>(
        &self,
        name: &str,
        help: &str,
        label: &str,
    ) -> Result<Known<W, Histogram>> {
        let histograms = self.remember(HistogramVec::new(buckets(name, help, &QUICK), &[label])?)?;
        Ok(Known::of(|word| histograms.with_label_values(&[word])))
    }
}

fn options(name: &str, help: &str) -> Opts {
    Opts::new(name, help).namespace(PREFIX)
}

fn buckets(name: &str, help: &str, bounds: &[f64]) -> HistogramOpts {
    HistogramOpts::new(name, help).namespace(PREFIX).buckets(bounds.to_vec())
}
