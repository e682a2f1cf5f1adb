//! The user interface: the files that `make frontend` made, which are part of the program.
//!
//! Everything below `/assets/` has a name that changes with its content, and is kept compressed.

use std::borrow::Cow;
use std::io::Read;
use std::sync::Arc;

use flate2::read::GzDecoder;
use hyper::body::Bytes;
use poem::http::header::{self, HeaderMap};
use poem::http::{HeaderValue, Method, StatusCode};
use poem::{Endpoint, IntoResponse, Request, Response, ResponseBuilder, Result};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::AppError;

#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
struct Dist;

/// Nothing but our own files. The hash is that of the empty text: emotion adds empty `<style>`
/// elements and fills them through the CSSOM, which no policy governs.
const POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

const NOT_BUILT: &[u8] = b"<!doctype html><html lang=\"en\"><title>RegistryAdmin</title>\
    <h1>RegistryAdmin</h1><p>This build has no user interface: run <code>make frontend</code> and build \
    again. The API is there: <a href=\"api/v1/openapi.yaml\">openapi.yaml</a>.";

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");

/// Answers requests for the user interface, and hands on all others.
pub(super) async fn serve<E: Endpoint>(next: Arc<E>, request: Request) -> Result<Response> {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match request.uri().path().strip_prefix('/') {
        Some("") if is_read => Ok(page(&request)),
        Some(path) if is_read && let Some(name) = path.strip_prefix("assets/") => asset(&request, name),
        _ => next.call(request).await.map(IntoResponse::into_response),
    }
}

/// The page that loads everything else.
fn page(request: &Request) -> Response {
    let Some(file) = Dist::get("index.html") else {
        return answer("text/html; charset=utf-8", ASK_EACH_TIME).body(NOT_BUILT);
    };
    let tag = entity_tag(&file);
    let response = answer("text/html; charset=utf-8", ASK_EACH_TIME).header(header::ETAG, &tag);
    match is_known(request.headers(), &tag) {
        true => response.status(StatusCode::NOT_MODIFIED).finish(),
        false => response.body(content(file)),
    }
}

/// A file that the page is made of.
fn asset(request: &Request, name: &str) -> Result<Response> {
    let accepted = request.header(header::ACCEPT_ENCODING).unwrap_or_default();
    let (file, encoding) = compressed(name, accepted).ok_or(AppError::NotFound("file"))?;
    let tag = entity_tag(&file);
    let mut response =
        answer(content_type(name), FOR_EVER).header(header::ETAG, &tag).header(header::VARY, "accept-encoding");
    if is_known(request.headers(), &tag) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    let Some(encoding) = encoding else { return Ok(response.body(inflate(&file.data)?)) };
    response = response.header(header::CONTENT_ENCODING, encoding);
    Ok(response.body(content(file)))
}

/// The best form of a file that the client takes; without an encoding it has to be inflated.
fn compressed(name: &str, accepted: &str) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let form = |ending: &str| Dist::get(&format!("assets/{name}.{ending}"));
    match accepts(accepted, "br").then(|| form("br")).flatten() {
        Some(file) => Some((file, Some("br"))),
        None => Some((form("gz")?, accepts(accepted, "gzip").then_some("gzip"))),
    }
}

fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|offer| {
        let (name, quality) = offer.split_once(';').unwrap_or((offer, ""));
        let is_refused = quality.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !is_refused
    })
}

/// A part of the program is not copied for each who asks for it.
fn content(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(part) => Bytes::from_static(part),
        Cow::Owned(read) => read.into(),
    }
}

fn inflate(compressed: &[u8]) -> Result<Vec<u8>, AppError> {
    let mut content = Vec::new();
    GzDecoder::new(compressed).read_to_end(&mut content).map_err(|error| AppError::Internal(error.into()))?;
    Ok(content)
}

fn answer(content_type: &str, keep: HeaderValue) -> ResponseBuilder {
    Response::builder()
        .content_type(content_type)
        .header(header::CACHE_CONTROL, keep)
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn entity_tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    format!("\"{}\"", hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_used_if_it_is_taken() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("", "br"));
    }
}
