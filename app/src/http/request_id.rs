use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use poem::Request;
use poem::http::{HeaderMap, HeaderValue};
use tracing::Span;

/// Ties together the answer to a request and what the log says of it.
#[derive(Debug, Clone)]
pub(super) struct RequestId(Arc<str>);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of a request, as text; empty if it has none.
pub(super) fn text_of(request: &Request) -> &str {
    request.data::<RequestId>().map_or("", |id| &id.0)
}

const HEADER: &str = "x-request-id";

impl RequestId {
    /// The one that a proxy gave the request, if it looks like one, or else one of its own.
    pub(super) fn of(request: &Request) -> Self {
        Self(request.header(HEADER).filter(|id| looks_right(id)).map_or_else(|| new().into(), Into::into))
    }

    /// What every line of the log says that is about the request.
    pub(super) fn span(&self, request: &Request) -> Span {
        tracing::info_span!("request", id = %self, method = %request.method(), path = request.uri().path())
    }

    /// Tells it with the answer.
    pub(super) fn add_to(&self, headers: &mut HeaderMap) {
        if let Ok(value) = HeaderValue::from_str(&self.0) {
            headers.insert(HEADER, value);
        }
    }
}

fn looks_right(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Unlike any other: one half is the process's own, the other counts. Nothing depends on that nobody
/// can guess it, so it does not cost randomness for each request.
fn new() -> String {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| uuid::Uuid::new_v4().as_u64_pair().0);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{:016x}{:016x}", *PROCESS, COUNT.fetch_add(1, Ordering::Relaxed))
}
