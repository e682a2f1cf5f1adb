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
