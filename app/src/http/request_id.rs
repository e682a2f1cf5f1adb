use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use poem::http::HeaderValue;
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use tracing::Instrument;

/// Ties together the answer to a request and what the log says of it.
#[derive(Debug, Clone)]
pub(super) struct RequestId(String);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of a request, as text; empty if it has none.
pub(super) fn text_of(request: &Request) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

const HEADER: &str = "x-request-id";

/// Gives each request an id (the one a proxy gave it, if that looks like one), to be found in the
/// answer and in every line of the log.
pub(super) async fn add<E: Endpoint>(next: Arc<E>, mut request: Request) -> Result<Response> {
    let id = RequestId(request.header(HEADER).filter(|id| looks_right(id)).map_or_else(new, ToOwned::to_owned));
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    request.extensions_mut().insert(id.clone());
    let answer = async {
        let mut response = next.call(request).await?.into_response();
        tracing::debug!(status = response.status().as_u16(), "answered");
        if let Ok(value) = HeaderValue::from_str(&id.0) {
            response.headers_mut().insert(HEADER, value);
        }
        Ok(response)
    };
    answer.instrument(span).await
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
