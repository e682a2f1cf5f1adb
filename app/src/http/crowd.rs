//! How many requests are answered at a time. The realm has its own number, so that pulls and pushes
//! go on however many lists are asked for.

use std::sync::Arc;

use poem::{Endpoint, Request, Result};
use tokio::sync::Semaphore;

use super::realm;
use crate::error::AppError;

/// Most of them wait for a password to be checked.
const REALM: usize = 1024;
const REST: usize = 128;

/// For whoever watches the process: it lives even when there is a crowd.
const ALWAYS: [&str; 3] = ["/ping", "/healthz", "/readyz"];

/// The requests that are being answered.
#[derive(Clone)]
pub(super) struct Crowd {
    realm: Arc<Semaphore>,
    rest: Arc<Semaphore>,
}

impl Crowd {
    pub(super) fn new() -> Self {
        Self { realm: Arc::new(Semaphore::new(REALM)), rest: Arc::new(Semaphore::new(REST)) }
    }

    /// Refuses a request if there are too many of its kind.
    pub(super) async fn limit<E: Endpoint>(self, next: Arc<E>, request: Request) -> Result<E::Output> {
        let places = match request.uri().path() {
            path if ALWAYS.contains(&path) => return next.call(request).await,
            path if realm::is_realm(path) => self.realm,
            _ => self.rest,
        };
        let _place = places.try_acquire().map_err(|_| AppError::Crowded)?;
        next.call(request).await
    }
}

#[cfg(test)]
mod tests {
    use poem::endpoint::make_sync;
    use poem::http::{StatusCode, Uri};
    use poem::{EndpointExt, IntoResponse};

    use super::*;

    async fn get(crowd: &Crowd, path: &'static str) -> StatusCode {
        let crowd = crowd.clone();
        let endpoint = make_sync(|_| "answered").around(move |next, request| crowd.clone().limit(next, request));
        let request = Request::builder().uri(Uri::from_static(path)).finish();
        endpoint.call(request).await.map_or_else(|error| error.status(), |answer| answer.into_response().status())
    }

    #[tokio::test]
    async fn a_crowd_before_the_lists_keeps_nobody_from_the_realm() {
        let crowd = Crowd::new();
        let _held: Vec<_> = (0..REST).map(|_| crowd.rest.try_acquire().unwrap()).collect();
        assert_eq!(get(&crowd, "/api/v1/users").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(get(&crowd, "/api/v1/registry/auth").await, StatusCode::OK);
        assert_eq!(get(&crowd, "/healthz").await, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_request_gives_its_place_back() {
        let crowd = Crowd::new();
        for _ in 0..=REST {
            assert_eq!(get(&crowd, "/api/v1/users").await, StatusCode::OK);
        }
        let _held: Vec<_> = (0..REALM).map(|_| crowd.realm.try_acquire().unwrap()).collect();
        assert_eq!(get(&crowd, "/api/v1/registry/auth").await, StatusCode::SERVICE_UNAVAILABLE);
    }
}
