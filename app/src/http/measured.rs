use std::sync::Arc;
use std::time::Instant;

use poem::{Endpoint, Request, Response, Result};

use crate::metrics::{Metrics, Route};

/// Counts each answer, and how long it took.
pub(super) async fn measure<E>(next: Arc<E>, request: Request, metrics: Metrics) -> Result<Response>
where
    E: Endpoint<Output = Response>,
{
    let (route, begin) = (Route::of(request.uri().path()), Instant::now());
    let response = next.get_response(request).await;
    metrics.request(route, response.status().as_str(), begin.elapsed());
    Ok(response)
}
