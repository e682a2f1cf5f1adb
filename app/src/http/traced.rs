use std::sync::Arc;

use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TraceContextExt;
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use poem::PathPattern;
use poem::http::{Method, Version};
use poem::{Endpoint, Request, Response, Result};
use tracing::field::Empty;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Begins a trace with each request, or goes on with the one that its `traceparent` names (W3C Trace
/// Context). Neither the query nor any other header is told: there are credentials in them.
pub(super) async fn trace<E>(next: Arc<E>, request: Request) -> Result<Response>
where
    E: Endpoint<Output = Response>,
{
    let method = known(request.method());
    let span = span(method, &request);
    // Without anybody who takes spans there is none to go on with.
    let _ = span.set_parent(TraceContextPropagator::new().extract(&HeaderExtractor(request.headers())));
    let response = next.get_response(request).instrument(span.clone()).await;
    if let Some(PathPattern(route)) = response.data() {
        span.context().span().update_name(format!("{method} {route}"));
        span.record("http.route", &**route);
    }
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    Ok(response)
}

/// As the semantic conventions of OpenTelemetry want it (HTTP server span).
fn span(method: &str, request: &Request) -> Span {
    tracing::info_span!(
        target: "traces",
        "request",
        otel.name = method,
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.response.status_code = Empty,
        http.route = Empty,
        network.protocol.version = version(request.version()),
        url.scheme = request.scheme().as_str(),
        url.path = request.uri().path(),
    )
}

/// Anybody can make up methods; there are but a few.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "_OTHER",
    }
}

fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_2 => "2",
        Version::HTTP_10 => "1.0",
        _ => "1.1",
    }
}
