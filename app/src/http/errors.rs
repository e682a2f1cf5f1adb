//! Where whatever went wrong becomes an answer.

use std::any::Any;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use poem::PathPattern;
use poem::http::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use poem::http::{HeaderMap, StatusCode};
use poem::{Endpoint, Error, IntoResponse, Request, Response, Result};

use ports::RegistryError;

use super::request_id::RequestId;
use super::{problem, realm, realm_error};
use crate::error::{AppError, seconds};

/// Turns errors into answers: of the realm in the shape clients of a registry understand, of
/// everything else as problem details.
pub(super) async fn render<E>(next: Arc<E>, request: Request) -> Result<Response>
where
    E: Endpoint<Output = Response>,
{
    let uri = request.uri().clone();
    let request_id = request.extensions().get::<RequestId>().cloned();
    let sent_credentials = request.headers().contains_key(AUTHORIZATION);
    let error = match next.call(request).await {
        Ok(response) => return Ok(response),
        Err(error) if error.is_from_response() => return Ok(error.into_response()),
        Err(error) => error,
    };
    log(&error);
    let of_realm = realm::is_realm(uri.path());
    let mut response = match of_realm {
        true => realm_error::response(&error),
        false => problem::response(
            &error,
            uri.path().to_owned(),
            request_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        ),
    };
    let retry_after = match error.downcast_ref::<AppError>() {
        Some(AppError::TooManyFailures(wait)) => Some(seconds(*wait)),
        Some(AppError::Busy | AppError::Crowded) => Some(1),
        Some(AppError::Unavailable(_) | AppError::Registry(RegistryError::Unavailable(_))) => Some(5),
        _ => None,
    };
    // What it was that went wrong is known to the error alone.
    if let Some(route) = error.data::<PathPattern>() {
        response.set_data(route.clone());
    }
    let headers = response.headers_mut();
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if error.status() == StatusCode::UNAUTHORIZED {
        challenge(headers, of_realm || sent_credentials);
    }
    Ok(response)
}

/// A browser that meets a Basic challenge asks for a password itself, over our own page; so only
/// who came with Basic, or to the realm, gets one.
fn challenge(headers: &mut HeaderMap, basic: bool) {
    let value =
        if basic { "Basic realm=\"RegistryAdmin\", charset=\"UTF-8\"" } else { "Session realm=\"RegistryAdmin\"" };
    headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(value));
}

/// Too many requests are no reason to write as many lines.
fn log(error: &Error) {
    let cause = error.downcast_ref::<AppError>().and_then(|error| error.source());
    let is_crowd = matches!(error.downcast_ref(), Some(AppError::Busy | AppError::Crowded));
    if error.status().is_server_error() && !is_crowd {
        let causes: Vec<_> = std::iter::successors(cause, |&cause| cause.source()).map(ToString::to_string).collect();
        tracing::error!(%error, causes = causes.join(": "), "request failed");
    } else {
        tracing::debug!(%error, "request refused");
    }
}

/// Ends a request that takes too long.
pub(super) async fn time_out<E: Endpoint>(next: Arc<E>, request: Request, limit: Duration) -> Result<E::Output> {
    match tokio::time::timeout(limit, next.call(request)).await {
        Ok(result) => result,
        Err(_) => Err(Error::from_status(StatusCode::GATEWAY_TIMEOUT)),
    }
}

/// A panic is a mistake of ours: it is logged, and the request answered like any internal error.
pub(super) fn panicked(payload: Box<dyn Any + Send>) -> Response {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string).or_else(|| payload.downcast_ref().cloned());
    let error = Error::from(AppError::Internal(text.unwrap_or_default().into()));
    log(&error);
    problem::response(&error, String::new(), String::new()).into_response()
}
