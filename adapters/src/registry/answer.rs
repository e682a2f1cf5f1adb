use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{AsHeaderName, HeaderMap, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use ports::RegistryError;
use serde::Deserialize;

use super::error::with_causes;
use super::retry::Failure;

/// What an error page is read of: the registry's own are some hundred bytes.
const ERROR_LIMIT: u64 = 64 << 10;

/// As much of a foreign text as makes sense in a message.
const LONGEST_QUOTE: usize = 200;

/// What the registry answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    pub(super) body: Bytes,
}

/// The errors of an answer (OCI distribution spec, "Error Codes").
#[derive(Deserialize)]
struct Errors {
    errors: Vec<ErrorEntry>,
}

#[derive(Deserialize)]
struct ErrorEntry {
    code: String,
    #[serde(default)]
    message: String,
}

impl Answer {
    /// Reads an answer of at most `limit` bytes.
    pub(super) async fn read(response: Response<Incoming>, limit: u64) -> Result<Self, Failure> {
        let (head, body) = response.into_parts();
        let (status, headers) = (head.status, head.headers);
        let body = if status.is_success() {
            read_at_most(body, limit).await?
        } else {
            // What went wrong is told by the status, even if its explanation is endless.
            match read_at_most(body, ERROR_LIMIT).await {
                Err(Failure::Final(_)) => Bytes::new(),
                outcome => outcome?,
            }
        };
        Ok(Self { status, headers, body })
    }

    pub(super) fn header(&self, name: impl AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn headers(&self, name: impl AsHeaderName) -> impl Iterator<Item = &str> {
        self.headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
    }

    /// This answer if it is one of success.
    pub(super) fn expect_success(self) -> Result<Self, RegistryError> {
        if self.status.is_success() { Ok(self) } else { Err(self.error()) }
    }

    /// This answer if it is one of success; none if the registry says that there is no such thing.
    pub(super) fn expect_found(self) -> Result<Option<Self>, RegistryError> {
        if self.says_not_found() { Ok(None) } else { self.expect_success().map(Some) }
    }

    // A page of somebody else, such as a proxy's, says nothing about what the registry holds.
    fn says_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND && (self.body.is_empty() || self.first_error().is_some())
    }

    /// Whether the registry gives this as a reason.
    pub(super) fn has_code(&self, code: &str) -> bool {
        self.first_error().is_some_and(|error| error.code == code)
    }

    /// What this answer means when it is none of success.
    pub(super) fn error(&self) -> RegistryError {
        match self.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::METHOD_NOT_ALLOWED => {
                RegistryError::Refused(self.explanation())
            }
            StatusCode::INTERNAL_SERVER_ERROR => RegistryError::Broken(self.explanation()),
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                RegistryError::Unavailable(self.explanation())
            }
            _ => RegistryError::Protocol(format!("unexpected answer: {}", self.explanation())),
        }
    }

    fn explanation(&self) -> String {
        let why = match self.first_error() {
            Some(ErrorEntry { code, message }) => format!("{code} {message}"),
            // An answer to HEAD has nothing else to say.
            None if self.body.is_empty() => self.header(WWW_AUTHENTICATE).unwrap_or_default().to_owned(),
            None => String::from_utf8_lossy(&self.body).into_owned(),
        };
        let why: String = why.trim().chars().filter(|c| !c.is_control()).take(LONGEST_QUOTE).collect();
        if why.is_empty() { self.status.to_string() } else { format!("{}: {why}", self.status) }
    }

    fn first_error(&self) -> Option<ErrorEntry> {
        serde_json::from_slice::<Errors>(&self.body).ok()?.errors.into_iter().next()
    }
}

async fn read_at_most(body: Incoming, limit: u64) -> Result<Bytes, Failure> {
    let too_large = || Failure::Final(RegistryError::TooLarge { limit });
    if body.size_hint().lower() > limit {
        return Err(too_large());
    }
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    match Limited::new(body, most).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(error) => Err(Failure::Connection(with_causes(&*error))),
    }
}

#[cfg(test)]
impl Answer {
    pub(super) fn with_headers(
        status: u16,
        headers: impl IntoIterator<Item = (hyper::header::HeaderName, &'static str)>,
    ) -> Self {
        let value = hyper::header::HeaderValue::from_static;
        let headers = headers.into_iter().map(|(name, text)| (name, value(text))).collect();
        Self { status: StatusCode::from_u16(status).unwrap(), headers, body: Bytes::new() }
    }
}
