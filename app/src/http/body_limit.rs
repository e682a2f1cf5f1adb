use std::sync::Arc;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Bytes;
use poem::http::StatusCode;
use poem::{Endpoint, Error, Request, Result};

/// Reads the body, and refuses one of more than `most` bytes, whether or not the request says how
/// long it is.
pub(super) async fn limit<E: Endpoint>(next: Arc<E>, mut request: Request, most: u64) -> Result<E::Output> {
    let body: BoxBody<Bytes, std::io::Error> = request.take_body().into();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let body = Limited::new(body, most).collect().await.map_err(|error| {
        let too_large = error.is::<LengthLimitError>();
        Error::from_status(if too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST })
    })?;
    request.set_body(body.to_bytes());
    next.call(request).await
}
