use std::sync::Arc;

use poem::http::header::{HeaderValue, STRICT_TRANSPORT_SECURITY};
use poem::http::uri::Scheme;
use poem::{Endpoint, IntoResponse, Request, Response, Result};

/// A year. Only for this very name: what else is below it is not ours.
const POLICY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Tells browsers that came by HTTPS to come by it only (RFC 6797).
pub(super) async fn add<E: Endpoint>(next: Arc<E>, request: Request) -> Result<Response> {
    let is_secured = *request.scheme() == Scheme::HTTPS;
    let mut response = next.call(request).await?.into_response();
    if is_secured {
        response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, POLICY);
    }
    Ok(response)
}
