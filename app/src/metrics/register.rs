use prometheus::core::Collector;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, Result,
};

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

    /// Those of these words, which are there from the beginning: a rate can be told from the first on.
    pub(super) fn known_counters(
        &self,
        name: &str,
        help: &str,
        label: &str,
        words: impl Iterator<Item = &'static str>,
    ) -> Result<IntCounterVec> {
        let counters = self.counters(name, help, &[label])?;
        words.for_each(|word| counters.with_label_values(&[word]).reset());
        Ok(counters)
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

    pub(super) fn histograms(&self, name: &str, help: &str, labels: &[&str]) -> Result<HistogramVec> {
        self.remember(HistogramVec::new(buckets(name, help, &QUICK), labels)?)
    }
}

fn options(name: &str, help: &str) -> Opts {
    Opts::new(name, help).namespace(PREFIX)
}

fn buckets(name: &str, help: &str, bounds: &[f64]) -> HistogramOpts {
    HistogramOpts::new(name, help).namespace(PREFIX).buckets(bounds.to_vec())
}
