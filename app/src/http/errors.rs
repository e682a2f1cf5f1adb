//! Where whatever went wrong becomes an answer.

use std::error::Error as _;

use poem::PathPattern;
use poem::http::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use poem::http::{HeaderMap, StatusCode, Uri};
use poem::{Error, Request, Response};

use ports::RegistryError;

use super::request_id::RequestId;
use super::{problem, realm_error};
use crate::error::{AppError, seconds};

/// How errors are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// As clients of a registry understand them.
    Realm,
    /// As problem details.
    Problem,
}

/// What an error's answer says of the request that failed.
pub(super) struct Asked {
    uri: Uri,
    request_id: Option<RequestId>,
    with_credentials: bool,
}

impl Asked {
    pub(super) fn by(request: &Request) -> Self {
        Self {
            uri: request.uri().clone(),
            request_id: request.data().cloned(),
            with_credentials: request.headers().contains_key(AUTHORIZATION),
        }
    }

    /// The answer that tells `error`.
    pub(super) fn told(self, error: Error, shape: Shape) -> Response {
        if error.is_from_response() {
            return error.into_response();
        }
        log(&error);
        let mut response = match shape {
            Shape::Realm => realm_error::response(&error),
            Shape::Problem => {
                let request_id = self.request_id.map(|id| id.to_string()).unwrap_or_default();
                problem::response(&error, self.uri.path().to_owned(), request_id)
            }
        };
        // What it was that went wrong is known to the error alone.
        if let Some(route) = error.data::<PathPattern>() {
            response.set_data(route.clone());
        }
        let headers = response.headers_mut();
        if let Some(seconds) = retry_after(&error) {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if error.status() == StatusCode::UNAUTHORIZED {
            challenge(headers, shape == Shape::Realm || self.with_credentials);
        }
        response
    }
}

/// In how many seconds it may be better.
fn retry_after(error: &Error) -> Option<u64> {
    match error.downcast_ref::<AppError>()? {
        AppError::TooManyFailures(wait) => Some(seconds(*wait)),
        AppError::Busy | AppError::Crowded => Some(1),
        AppError::Unavailable(_) | AppError::Registry(RegistryError::Unavailable(_)) => Some(5),
        _ => None,
    }
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
