//! What is counted and measured, for whoever watches the service: in the text format of Prometheus.
//!
//! Values of labels come from the enums in `outcomes`, or are one of a few by nature: there are never
//! more series for more users or repositories.

mod known;
mod outcomes;
mod register;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use hyper::StatusCode;
use ports::Load;
use prometheus::{Histogram, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Registry, TextEncoder};
use time::OffsetDateTime;

pub use outcomes::{Change, EventOutcome, PasswordOutcome, Route, SignInOutcome, SyncOutcome, TokenOutcome};
pub use prometheus::{Error as MetricsError, TEXT_FORMAT};

use known::Known;
use register::Register;

/// The counters and gauges of one instance. Cloning it gives another hand on the same.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    request_seconds: Known<Route, Histogram>,
    decisions: Known<TokenOutcome, IntCounter>,
    decision_seconds: Histogram,
    passwords: Known<PasswordOutcome, IntCounter>,
    hashing: IntGaugeVec,
    store: IntGaugeVec,
    sign_ins: Known<SignInOutcome, IntCounter>,
    events: IntCounterVec,
    syncs: Known<SyncOutcome, IntCounter>,
    sync_seconds: Histogram,
    last_sync: IntGauge,
    drift: Known<Change, IntCounter>,
    certificates: IntGaugeVec,
    connections: IntGaugeVec,
    sessions: IntGauge,
    store_grace: IntGaugeVec,
    looks: Arc<RwLock<Vec<Look>>>,
}

/// Finds out what is so at a moment.
type Look = Box<dyn Fn(&Metrics) + Send + Sync>;

impl Metrics {
    /// With everything at nothing.
    pub fn new() -> Result<Self, MetricsError> {
        let register = Register::new()?;
        Ok(Self {
            requests: register.counters(
                "http_requests_total",
                "Requests that were answered, by kind and status.",
                &["route", "status"],
            )?,
            request_seconds: register.known_histograms(
                "http_request_duration_seconds",
                "How long answers took, by kind of request.",
                "route",
            )?,
            decisions: register.known_counters(
                "token_decisions_total",
                "Requests for tokens, by how they ended.",
                "outcome",
            )?,
            decision_seconds: register.histogram(
                "token_duration_seconds",
                "How long it took to decide on a request for a token and to sign the token.",
            )?,
            passwords: register.known_counters(
                "password_checks_total",
                "Passwords that were checked, for whatever, by how that ended.",
                "outcome",
            )?,
            hashing: register.gauges("password_hashes", "Passwords that are being hashed, or wait for it.", "state")?,
            store: register.gauges(
                "store_connections",
                "Connections to the store in use, and units that wait for one.",
                "state",
            )?,
            sign_ins: register.known_counters(
                "sign_ins_total",
                "Attempts to sign in to the user interface, by how they ended.",
                "outcome",
            )?,
            events: register.counters(
                "registry_events_total",
                "Events that the registry told, by what happened and what became of them.",
                &["action", "outcome"],
            )?,
            syncs: register.known_counters("syncs_total", "Syncs with the registry, by how they ended.", "outcome")?,
            sync_seconds: register.slow_histogram("sync_duration_seconds", "How long syncs took.")?,
            last_sync: register
                .gauge("sync_last_success_timestamp_seconds", "When the last sync ended that saw everything.")?,
            drift: register.known_counters(
                "sync_drift_total",
                "Tags and manifests that a sync found otherwise than events had told.",
                "change",
            )?,
            certificates: register.gauges(
                "certificate_expiry_timestamp_seconds",
                "When a certificate ends that is in use.",
                "certificate",
            )?,
            connections: register.gauges("connections", "Connections of clients that are open.", "state")?,
            sessions: register.gauge("sessions", "Browsers that are signed in.")?,
            store_grace: register.gauges(
                "store_grace_seconds",
                "How long the store has not answered, if that is longer than a moment, and how long tokens are given yet.",
                "state",
            )?,
            looks: Arc::default(),
            registry: register.finish(),
        })
    }

    /// A request was answered with this status.
    pub fn request(&self, route: Route, status: StatusCode, took: Duration) {
        self.requests.with_label_values(&[route.word(), status.as_str()]).inc();
        self.request_seconds.observe(route, took);
    }

    /// A request for a token ended.
    pub fn decision(&self, outcome: TokenOutcome, took: Duration) {
        self.decisions.count(outcome, 1);
        self.decision_seconds.observe(took.as_secs_f64());
    }

    /// A password was checked.
    pub fn password(&self, outcome: PasswordOutcome) {
        self.passwords.count(outcome, 1);
    }

    /// Somebody tried to sign in.
    pub fn sign_in(&self, outcome: SignInOutcome) {
        self.sign_ins.count(outcome, 1);
    }

    /// The registry told of an action, one of a few.
    pub fn event(&self, action: &'static str, outcome: EventOutcome) {
        self.events.with_label_values(&[action, outcome.word()]).inc();
    }

    /// A sync ended.
    pub fn sync(&self, outcome: SyncOutcome, ended: OffsetDateTime, took: Duration) {
        self.syncs.count(outcome, 1);
        self.sync_seconds.observe(took.as_secs_f64());
        if outcome == SyncOutcome::Complete {
            self.last_sync.set(ended.unix_timestamp());
        }
    }

    /// A sync found so much that no event had told.
    pub fn drift(&self, change: Change, count: u64) {
        self.drift.count(change, count);
    }

    /// How busy the hashing of passwords is.
    pub fn hashing(&self, load: Load) {
        set(&self.hashing, load);
    }

    /// How busy the store is.
    pub fn store(&self, load: Load) {
        set(&self.store, load);
    }

    /// A certificate is in use until it ends.
    pub fn certificate(&self, name: &'static str, ends: OffsetDateTime) {
        self.certificates.with_label_values(&[name]).set(ends.unix_timestamp());
    }

    /// So many connections of clients are open.
    pub fn connections(&self, busy: usize, idle: usize) {
        for (state, count) in [("busy", busy), ("idle", idle)] {
            self.connections.with_label_values(&[state]).set(whole(count));
        }
    }

    /// So many browsers are signed in.
    pub fn sessions(&self, count: u64) {
        self.sessions.set(whole(count));
    }

    /// The store has not answered for so long, and tokens are given for so long yet.
    pub fn store_grace(&self, used: Duration, left: Duration) {
        for (state, time) in [("used", used), ("left", left)] {
            self.store_grace.with_label_values(&[state]).set(whole(time.as_secs()));
        }
    }

    /// Takes this look whenever the metrics are told.
    pub fn look(&self, look: impl Fn(&Self) + Send + Sync + 'static) {
        self.looks.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(look));
    }

    /// Everything, in the format [`TEXT_FORMAT`].
    pub fn text(&self) -> Result<String, MetricsError> {
        self.looks.read().unwrap_or_else(PoisonError::into_inner).iter().for_each(|look| look(self));
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

fn set(gauges: &IntGaugeVec, load: Load) {
    for (state, count) in [("in_use", load.in_use), ("waiting", load.waiting)] {
        gauges.with_label_values(&[state]).set(whole(count));
    }
}

fn whole(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
