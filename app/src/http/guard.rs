//! What holds for every request, whatever it is for: how large it may be and how long it may take, how
//! many there may be at a time, and that it gets an answer even if something breaks.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use poem::http::StatusCode;
use poem::{Endpoint, Error, IntoResponse, Request, Response, Result};
use tokio::time::timeout;

use super::body_limit::BodyLimit;
use super::crowd::Crowd;
use super::errors::{Asked, Shape};
use super::head_limit;
use crate::error::AppError;

/// What is asked of a request.
#[derive(Clone)]
pub(super) struct Guard {
    /// How long it may take.
    pub(super) timeout: Duration,
    /// How large its body may be.
    pub(super) bodies: BodyLimit,
}

/// An endpoint behind a [`Guard`]: it never fails.
pub(super) struct Guarded<E> {
    guard: Guard,
    crowd: Crowd,
    errors: Shape,
    endpoint: E,
}

impl Guard {
    /// Stands before `endpoint`, which answers no more requests at a time than there are places in
    /// `crowd`, and whose errors have this shape.
    pub(super) fn before<E>(&self, endpoint: E, crowd: Crowd, errors: Shape) -> Guarded<E> {
        Guarded { guard: self.clone(), crowd, errors, endpoint }
    }
}

impl<E: Endpoint> Guarded<E> {
    pub(super) async fn answer(&self, request: Request) -> Response {
        let asked = Asked::by(&request);
        let in_time = timeout(self.guard.timeout, self.admit(request));
        let error = match AssertUnwindSafe(in_time).catch_unwind().await {
            Ok(Ok(Ok(response))) => return response,
            Ok(Ok(Err(error))) => error,
            Ok(Err(_)) => Error::from_status(StatusCode::GATEWAY_TIMEOUT),
            Err(panic) => broken(panic.as_ref()),
        };
        asked.told(error, self.errors)
    }

    async fn admit(&self, mut request: Request) -> Result<Response> {
        head_limit::check(&request)?;
        let _memory = self.guard.bodies.read(&mut request).await?;
        // Not before: who sends slowly is nobody in the crowd.
        let _place = self.crowd.place(request.uri().path())?;
        self.endpoint.call(request).await.map(IntoResponse::into_response)
    }
}

/// A panic is a mistake of ours, to be logged and answered like any internal error.
fn broken(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref().cloned());
    AppError::Internal(text.unwrap_or_default().into()).into()
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use poem::endpoint::make;

    use super::*;

    const PATIENCE: Duration = Duration::from_millis(1);

    async fn answer(endpoint: impl Endpoint, errors: Shape) -> (StatusCode, String) {
        let guard = Guard { timeout: PATIENCE, bodies: BodyLimit::new(1) };
        let response = guard.before(endpoint, Crowd::of_api(), errors).answer(Request::default()).await;
        (response.status(), response.into_body().into_string().await.unwrap())
    }

    #[tokio::test]
    async fn whatever_breaks_is_answered_in_its_shape_and_says_nothing_of_it() {
        let breaks = || make(async |_| -> Response { panic!("a secret") });
        for (shape, code) in [(Shape::Problem, "internal"), (Shape::Realm, "UNKNOWN")] {
            let (status, body) = answer(breaks(), shape).await;
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(body.contains(&format!("\"code\":\"{code}\"")) && !body.contains("secret"), "{body}");
        }
    }

    #[tokio::test]
    async fn what_takes_too_long_is_given_up() {
        for (shape, code) in [(Shape::Problem, "timeout"), (Shape::Realm, "UNAVAILABLE")] {
            let (status, body) = answer(make(|_| pending::<Response>()), shape).await;
            assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
            assert!(body.contains(&format!("\"code\":\"{code}\"")), "{body}");
        }
    }
}
