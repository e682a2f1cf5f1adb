use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use ports::RegistryError;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tracing::field::Empty;
use tracing::{Instrument, Span};
use url::Url;

use super::address::Address;
use super::answer::Answer;
use super::authorization::{Authorizer, Permission};
use super::error::with_causes;
use super::request::Request;
use super::retry::{self, Failure};
use super::{HttpRegistry, RegistryEndpoint, RegistrySetupError, tls};
use crate::traces::pass_on;

const IDLE_CONNECTIONS: usize = 32;
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Carries requests to the registry: a few at a time, each with the right to be answered, and again
/// when something went wrong that may pass.
pub(super) struct Transport {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    slots: Semaphore,
    request_timeout: Duration,
    authorizer: Authorizer,
    pub(super) address: Address,
}

impl Transport {
    pub(super) fn new(endpoint: RegistryEndpoint) -> Result<Self, RegistrySetupError> {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(endpoint.limits.connect_timeout));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls::client_config(&endpoint.tls)?)
            .https_or_http()
            .enable_http1()
            .enable_http2()
            .wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_timer(TokioTimer::new())
            .timer(TokioTimer::new())
            .build(connector);
        Ok(Self {
            client,
            slots: Semaphore::new(endpoint.limits.concurrency.max(1)),
            request_timeout: endpoint.limits.request_timeout,
            address: Address::of(&endpoint)?,
            authorizer: Authorizer::new(endpoint.auth)?,
        })
    }

    /// The answer, whatever its status.
    pub(super) async fn send(&self, request: &Request) -> Result<Answer, RegistryError> {
        let mut tries = 1;
        loop {
            let outcome = self.attempt(request).await;
            match retry::pause(&request.method, &outcome, tries) {
                Some(pause) => sleep(pause).await,
                None => return outcome.map_err(RegistryError::from),
            }
            tries += 1;
        }
    }

    async fn attempt(&self, request: &Request) -> Result<Answer, Failure> {
        let _slot = self.slots.acquire().await.map_err(|error| Failure::Connection(error.to_string()))?;
        timeout(self.request_timeout, self.exchange(request)).await.unwrap_or_else(|_| {
            let waited = self.request_timeout.as_secs_f32();
            Err(Failure::Final(RegistryError::Unavailable(format!("no answer in {waited} seconds"))))
        })
    }

    async fn exchange(&self, request: &Request) -> Result<Answer, Failure> {
        let call = span(request);
        let mut message = self.message(request)?;
        // Where the registry sends us for a blob, nobody belongs to the trace.
        if self.address.is_origin_of(&request.url) {
            pass_on(&call, message.headers_mut());
        }
        let answer = self.converse(message, request.limit).instrument(call.clone()).await;
        match &answer {
            Ok(answer) => call.record("http.response.status_code", answer.status.as_u16()),
            Err(_) => call.record("otel.status_description", "no answer"),
        };
        answer
    }

    async fn converse(&self, message: hyper::Request<Full<Bytes>>, limit: u64) -> Result<Answer, Failure> {
        let response = self.client.request(message).await.map_err(|error| Failure::Connection(with_causes(&error)))?;
        Answer::read(response, limit).await
    }

    fn message(&self, request: &Request) -> Result<hyper::Request<Full<Bytes>>, Failure> {
        let mut builder = hyper::Request::builder()
            .method(&request.method)
            .uri(request.url.as_str())
            .header(USER_AGENT, HttpRegistry::USER_AGENT);
        if let Some(authorization) = self.authorization(&request.url, &request.permission).map_err(Failure::Final)? {
            builder = builder.header(AUTHORIZATION, authorization);
        }
        if let Some(types) = request.accept {
            builder = builder.header(ACCEPT, types);
        }
        if let Some((media_type, _)) = &request.content {
            builder = builder.header(CONTENT_TYPE, media_type);
        }
        let content = request.content.as_ref().map(|(_, content)| content.clone()).unwrap_or_default();
        builder
            .body(Full::new(content))
            .map_err(|error| Failure::Final(RegistryError::Protocol(format!("no request can be made: {error}"))))
    }

    // Where the registry sends us for a blob is none of its own, and must not learn our secrets.
    fn authorization(&self, url: &Url, permission: &Permission) -> Result<Option<HeaderValue>, RegistryError> {
        if self.address.is_origin_of(url) { self.authorizer.header(permission) } else { Ok(None) }
    }
}

/// The part of a trace that a request is. Of its URL no query is told: the one of a storage's URL is a
/// credential.
fn span(request: &Request) -> Span {
    let Request { method, url, .. } = request;
    tracing::debug_span!(
        target: "traces",
        "registry call",
        otel.name = %method,
        otel.kind = "client",
        otel.status_description = Empty,
        http.request.method = %method,
        http.response.status_code = Empty,
        server.address = url.host_str(),
        server.port = url.port_or_known_default(),
        url.path = url.path(),
    )
}
