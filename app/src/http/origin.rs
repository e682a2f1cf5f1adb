//! Which pages of a browser may use the API: our own, and those of the configured origins.
//!
//! A browser says with each request that could change something from which origin the page is
//! (Fetch standard, "Origin header"). Together with SameSite cookies and JSON bodies that is what
//! keeps other sites from acting in the name of who is signed in.

use std::sync::Arc;

use poem::http::header::{self, HeaderMap, HeaderValue};
use poem::http::uri::Scheme;
use poem::http::{Method, StatusCode, Uri};
use poem::{Endpoint, IntoResponse, Request, Response, Result};

use crate::error::AppError;

/// The origins, such as `https://registry.example.org`, of foreign pages that are trusted.
#[derive(Debug, Clone, Default)]
pub struct AllowedOrigins(Arc<[String]>);

impl FromIterator<String> for AllowedOrigins {
    fn from_iter<I: IntoIterator<Item = String>>(origins: I) -> Self {
        Self(origins.into_iter().map(|origin| origin.trim_end_matches('/').to_ascii_lowercase()).collect())
    }
}

impl AllowedOrigins {
    fn contain(&self, origin: &str) -> bool {
        self.0.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
    }
}

/// Answers preflight requests, lets allowed origins read answers and refuses all others.
pub(super) async fn check<E: Endpoint>(next: Arc<E>, request: Request, allowed: AllowedOrigins) -> Result<Response> {
    let Some(origin) = foreign_origin(&request) else {
        return next.call(request).await.map(IntoResponse::into_response);
    };
    if !allowed.contain(&origin) {
        return Err(AppError::CrossOrigin(origin).into());
    }
    let mut response = match request.method() == Method::OPTIONS {
        true => preflight(),
        false => next.call(request).await.map_or_else(|error| error.into_response(), IntoResponse::into_response),
    };
    add_permission(response.headers_mut(), &origin);
    Ok(response)
}

/// The origin of the page behind a request, unless it is our own or there is none.
fn foreign_origin(request: &Request) -> Option<String> {
    let origin = request.header(header::ORIGIN)?;
    let page = origin.parse::<Uri>().ok();
    let host_of_page = page.as_ref().and_then(|uri| uri.authority().map(ToString::to_string));
    let our_host = request.header(header::HOST).or_else(|| request.uri().authority().map(|a| a.as_str()));
    let is_own = matches!((&host_of_page, our_host), (Some(page), Some(own)) if page.eq_ignore_ascii_case(own))
        && page.is_some_and(|page| is_as_secured(&page, request));
    (!is_own).then(|| origin.to_owned())
}

/// Who serves a page of ours by plain HTTP, where we serve HTTPS, may be anybody on the way. The
/// other way round there is a proxy before us that has the certificate.
fn is_as_secured(page: &Uri, request: &Request) -> bool {
    *request.scheme() != Scheme::HTTPS || page.scheme() == Some(&Scheme::HTTPS)
}

fn preflight() -> Response {
    Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE")
        .header(header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, if-match")
        .header(header::ACCESS_CONTROL_MAX_AGE, "600")
        .finish()
}

fn add_permission(headers: &mut HeaderMap, origin: &str) {
    if let Ok(origin) = HeaderValue::from_str(origin) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag, link, location"));
    headers.append(header::VARY, HeaderValue::from_static("origin"));
}
