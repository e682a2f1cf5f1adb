use poem::http::StatusCode;
use poem::{Error, Request, Result};

/// The most bytes of a URL: a request for a token with 64 long scopes has less.
const MAX_URL: usize = 16 * 1024;
/// The most bytes of all headers together.
const MAX_HEADERS: usize = 16 * 1024;

/// Refuses a URL or headers that are longer than anybody needs.
pub(super) fn check(request: &Request) -> Result<()> {
    let uri = request.uri();
    if uri.path().len() + uri.query().map_or(0, str::len) > MAX_URL {
        return Err(Error::from_status(StatusCode::URI_TOO_LONG));
    }
    let headers = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len());
    if headers.sum::<usize>() > MAX_HEADERS {
        return Err(Error::from_status(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
    }
    Ok(())
}
