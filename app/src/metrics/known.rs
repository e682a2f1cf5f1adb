use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use prometheus::{Histogram, IntCounter};

use super::outcomes::Words;

/// A metric for each of some words, found without looking for it: what is counted with every request
/// has to cost nothing.
pub(super) struct Known<W, M> {
    metrics: Arc<[M]>,
    words: PhantomData<fn(W)>,
}

impl<W: Words, M> Known<W, M> {
    /// With the metric of each word.
    pub(super) fn of(metric: impl Fn(&'static str) -> M) -> Self {
        Self { metrics: W::WORDS.iter().map(|word| metric(word)).collect(), words: PhantomData }
    }
}

impl<W: Words> Known<W, IntCounter> {
    /// Counts so many more.
    pub(super) fn count(&self, word: W, more: u64) {
        self.metrics.get(word.place()).into_iter().for_each(|counter| counter.inc_by(more));
    }
}

impl<W: Words> Known<W, Histogram> {
    /// Notes how long something took.
    pub(super) fn observe(&self, word: W, took: Duration) {
        self.metrics.get(word.place()).into_iter().for_each(|histogram| histogram.observe(took.as_secs_f64()));
    }
}

impl<W, M> Clone for Known<W, M> {
    fn clone(&self) -> Self {
        Self { metrics: self.metrics.clone(), words: PhantomData }
    }
}
