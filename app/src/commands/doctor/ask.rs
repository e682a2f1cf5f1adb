use std::error::Error;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper::body::Bytes;
use hyper::header::USER_AGENT;
use hyper::{Method, Request, Response};
use serde_json::Value;

use crate::wiring::Probe;

/// Another name than that of the server, which does not count its own pulls.
const NAME: &str = concat!("registry-admin-doctor/", env!("CARGO_PKG_VERSION"));

/// The answer, whatever its status, or why there is none.
pub(super) async fn ask(
    probe: &Probe,
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Result<Response<Bytes>, String> {
    let request = Request::builder().method(method).uri(url).header(USER_AGENT, NAME);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let request = request.body(body.into()).map_err(|error| error.to_string())?;
    probe.send(request).await.map_err(|error| with_causes(&error))
}

pub(super) async fn get(probe: &Probe, url: &str, headers: &[(&str, &str)]) -> Result<Response<Bytes>, String> {
    ask(probe, Method::GET, url, headers, Bytes::new()).await
}

/// The value of an `Authorization` header (RFC 7617).
pub(super) fn basic(login: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{login}:{password}")))
}

pub(super) fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// Why a registry, or its realm, does not do something, if it says so (OCI distribution spec, "Error Codes").
pub(super) fn reason(answer: &Response<Bytes>) -> Option<String> {
    let body: Value = serde_json::from_slice(answer.body()).ok()?;
    Some(body.pointer("/errors/0/message")?.as_str()?.to_owned())
}

/// An error with what led to it.
pub(super) fn with_causes(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source()).map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ")
}
