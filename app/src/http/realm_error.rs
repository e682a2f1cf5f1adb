//! Errors as clients of a registry understand them (OCI distribution spec, "Error Codes").

use poem::error::ResponseError;
use poem::http::StatusCode;
use poem::{Error, Response};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaResponses, Registry};
use poem_openapi::types::{ToJSON, Type};
use poem_openapi::{ApiResponse, Object};

use super::problem::describe;
use crate::error::AppError;

/// The errors of a request.
#[derive(Debug, Object)]
struct RegistryErrors {
    /// One or more.
    errors: Vec<RegistryError>,
}

/// One error.
#[derive(Debug, Object)]
struct RegistryError {
    /// One of the codes that clients know, such as `UNAUTHORIZED` or `DENIED`.
    code: String,
    /// What clients show to people.
    message: String,
    /// The kind of the problem, for programs, if it is one of ours.
    detail: Option<String>,
}

/// The answer that tells `error`. Clients print the code and the message.
pub(super) fn response(error: &Error) -> Response {
    let status = error.status();
    let code = match status {
        StatusCode::UNAUTHORIZED => "UNAUTHORIZED",
        StatusCode::FORBIDDEN => "DENIED",
        StatusCode::TOO_MANY_REQUESTS => "TOOMANYREQUESTS",
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => "UNAVAILABLE",
        status if status.is_client_error() => "UNSUPPORTED",
        _ => "UNKNOWN",
    };
    let ours = error.downcast_ref::<AppError>();
    let message = match ours {
        Some(error) => error.to_string(),
        None if status.is_client_error() => "the request cannot be understood".to_owned(),
        None => "something went wrong".to_owned(),
    };
    let detail = match ours {
        Some(AppError::PasswordChangeRequired) => Some("password_change_required".to_owned()),
        Some(AppError::AccountDisabled) => Some("account_disabled".to_owned()),
        _ => None,
    };
    let body = RegistryErrors { errors: vec![RegistryError { code: code.to_owned(), message, detail }] };
    Response::builder().status(status).content_type("application/json").body(body.to_json_string())
}

/// Stands for [`AppError`] in the description of the realm, where errors have another shape.
#[derive(Debug)]
pub(super) struct RealmError(AppError);

impl From<AppError> for RealmError {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl From<RealmError> for Error {
    fn from(RealmError(error): RealmError) -> Self {
        let status = error.status();
        Self::new(error, status)
    }
}

impl ApiResponse for RealmError {
    fn meta() -> MetaResponses {
        const STATUSES: [(u16, &str); 7] = [
            (400, "Another service, a malformed scope or an unknown grant type."),
            (401, "The credentials are wrong."),
            (403, "The credentials are right, but the account is disabled or must change its password first."),
            (404, "No tokens are issued here: the registry checks passwords itself."),
            (
                429,
                "Too many wrong passwords came from this address or for this account; Retry-After tells when to try again.",
            ),
            (500, "Something went wrong; the log knows more."),
            (503, "Not available now; Retry-After tells when to try again."),
        ];
        describe(&STATUSES, "application/json", &<Json<RegistryErrors> as Payload>::schema_ref())
    }

    fn register(registry: &mut Registry) {
        RegistryErrors::register(registry);
    }
}
