//! Where every request comes in, and every answer goes out.

use std::time::Instant;

use poem::http::uri::Scheme;
use poem::{Endpoint, Request, Response, Result};
use tracing::Instrument;

use super::guard::Guarded;
use super::request_id::RequestId;
use super::{browser, realm};
use crate::metrics::{Metrics, Route};

/// Clients of a registry speak with the realm, everybody else with the API and its pages.
///
/// That these stand side by side, and are not layers of closures around each other, is for the sake
/// of the realm, which is asked before every pull: nothing is cloned for a request here.
pub(super) struct Front<R, A> {
    pub(super) realm: Guarded<R>,
    pub(super) api: Guarded<A>,
    pub(super) metrics: Metrics,
}

impl<R: Endpoint, A: Endpoint> Endpoint for Front<R, A> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let (begin, route) = (Instant::now(), Route::of(request.uri().path()));
        let is_secured = *request.scheme() == Scheme::HTTPS;
        let id = RequestId::of(&request);
        let span = id.span(&request);
        request.set_data(id.clone());
        let mut response = self.answer(request).instrument(span).await;
        id.add_to(response.headers_mut());
        browser::restrict(response.headers_mut(), is_secured);
        self.metrics.request(route, response.status(), begin.elapsed());
        Ok(response)
    }
}

impl<R: Endpoint, A: Endpoint> Front<R, A> {
    async fn answer(&self, request: Request) -> Response {
        let response = match realm::is_realm(request.uri().path()) {
            true => self.realm.answer(request).await,
            false => self.api.answer(request).await,
        };
        tracing::debug!(status = response.status().as_u16(), "answered");
        response
    }
}
