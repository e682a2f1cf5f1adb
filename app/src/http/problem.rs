//! The API's one shape of an error: problem details (RFC 9457).

use poem::error::{ParsePathError, ResponseError};
use poem::http::StatusCode;
use poem::{Error, IntoResponse, Response};
use poem_openapi::error::{ContentTypeError, ParseParamError, ParseRequestPayloadError};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry};
use poem_openapi::types::{ToJSON, Type};
use poem_openapi::{ApiResponse, Object};

use ports::RegistryError;

use crate::error::{AppError, Violation};

/// Why a request failed.
#[derive(Debug, Object)]
#[oai(example)]
pub(super) struct Problem {
    /// A URI for the kind of the problem: `urn:registry-admin:problem:` and the code.
    r#type: String,
    /// The kind of the problem, in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The kind of the problem, for programs.
    code: String,
    /// What is wrong with this very request.
    detail: String,
    /// The path of the request.
    instance: String,
    /// Under this id the log knows more.
    request_id: String,
    /// Which values are wrong, if it can be told.
    errors: Vec<ValueProblem>,
}

/// What is wrong with one value of the body.
#[derive(Debug, Object)]
struct ValueProblem {
    /// Where the value stands: a JSON pointer (RFC 6901).
    pointer: String,
    /// What is wrong with it.
    detail: String,
}

impl poem_openapi::types::Example for Problem {
    fn example() -> Self {
        let violation = Violation::new("/login", "must not be empty");
        Kind::of(&AppError::Invalid(vec![violation])).problem("/api/v1/users".into(), "6f1f9d0c".into())
    }
}

/// What a problem is, before it is known to which request it belongs.
struct Kind {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    violations: Vec<Violation>,
}

impl Kind {
    /// The one place where an error gets its HTTP status.
    fn of(error: &AppError) -> Self {
        use StatusCode as S;
        let (status, code, title) = match error {
            AppError::BadRequest(_) => (S::BAD_REQUEST, "bad_request", "The request cannot be understood"),
            AppError::Unauthenticated => (S::UNAUTHORIZED, "unauthenticated", "Credentials are needed"),
            AppError::BadCredentials => (S::UNAUTHORIZED, "bad_credentials", "The credentials are wrong"),
            AppError::AccountDisabled => (S::FORBIDDEN, "account_disabled", "The account is disabled"),
            AppError::PasswordChangeRequired => {
                (S::FORBIDDEN, "password_change_required", "The password must be changed first")
            }
            AppError::Forbidden(_) => (S::FORBIDDEN, "forbidden", "Not allowed"),
            AppError::CrossOrigin(_) => (S::FORBIDDEN, "cross_origin", "Not from this origin"),
            AppError::NotFound(_) => (S::NOT_FOUND, "not_found", "Not found"),
            AppError::Conflict(_) => (S::CONFLICT, "conflict", "Another record stands in the way"),
            AppError::LastAdmin(_) => (S::CONFLICT, "last_admin", "The last enabled admin must stay"),
            AppError::Stale => (S::PRECONDITION_FAILED, "stale", "The record was changed meanwhile"),
            AppError::Invalid(_) => (S::UNPROCESSABLE_ENTITY, "invalid", "Some values are not valid"),
            AppError::Refused(_) => (S::CONFLICT, "refused", "Not possible here"),
            AppError::SyncRuns => (S::CONFLICT, "sync_runs", "A sync is running already"),
            AppError::Registry(RegistryError::DeleteDisabled) => {
                (S::CONFLICT, "delete_disabled", "The registry does not allow deletion")
            }
            AppError::Registry(RegistryError::TooLarge { .. }) => {
                (S::CONFLICT, "too_large_to_show", "The content is too large")
            }
            AppError::Registry(_) => (S::BAD_GATEWAY, "registry", "The registry did not do it"),
            AppError::RegistryUsers => (S::BAD_GATEWAY, "registry_users", "The registry's users are not up to date"),
            AppError::NoTokens => (S::NOT_FOUND, "no_tokens", "No tokens are issued here"),
            AppError::TooManyFailures(_) => (S::TOO_MANY_REQUESTS, "too_many_failures", "Too many wrong passwords"),
            AppError::Busy | AppError::Crowded => (S::SERVICE_UNAVAILABLE, "busy", "Too much is going on"),
            AppError::Unavailable(_) => (S::SERVICE_UNAVAILABLE, "unavailable", "Not available now"),
            AppError::Internal(_) => (S::INTERNAL_SERVER_ERROR, "internal", "Something went wrong"),
        };
        let violations = match error {
            AppError::Invalid(violations) => violations.clone(),
            AppError::Conflict(violation) => vec![violation.clone()],
            _ => Vec::new(),
        };
        Self { status, code, title, detail: error.to_string(), violations }
    }

    /// An error of the framework: the request did not get as far as a use case.
    fn of_framework(error: &Error) -> Self {
        let status = error.status();
        let (code, title) = match status {
            StatusCode::NOT_FOUND => ("not_found", "Not found"),
            StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "The resource has no such method"),
            StatusCode::REQUEST_TIMEOUT => ("slow_body", "The body did not come in time"),
            StatusCode::URI_TOO_LONG => ("uri_too_long", "The URL is too long"),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => ("headers_too_large", "The headers are too large"),
            StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "The body is too large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported_media_type", "The body has another media type"),
            StatusCode::GATEWAY_TIMEOUT => ("timeout", "The request took too long"),
            status if status.is_client_error() => ("bad_request", "The request cannot be understood"),
            _ => ("internal", "Something went wrong"),
        };
        let detail = if status.is_server_error() { title.to_owned() } else { framework_detail(error, title) };
        Self { status, code, title, detail, violations: Vec::new() }
    }

    fn problem(self, instance: String, request_id: String) -> Problem {
        let value_problem = |Violation { pointer, detail }| ValueProblem { pointer, detail };
        Problem {
            r#type: format!("urn:registry-admin:problem:{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail,
            instance,
            request_id,
            errors: self.violations.into_iter().map(value_problem).collect(),
        }
    }
}

/// What the framework says, in words that do not name its types.
fn framework_detail(error: &Error, title: &str) -> String {
    if let Some(error) = error.downcast_ref::<ParseRequestPayloadError>() {
        return format!("the body cannot be read: {}", without_type_names(&error.reason));
    }
    if let Some(error) = error.downcast_ref::<ParseParamError>() {
        return format!("the parameter \"{}\" cannot be read: {}", error.name, without_type_names(&error.reason));
    }
    if error.is::<ContentTypeError>() {
        return "the body must be sent as application/json".to_owned();
    }
    if error.is::<ParsePathError>() {
        return "the path cannot be read".to_owned();
    }
    title.to_lowercase()
}

/// Turns `failed to parse "Foo": reason (occurred while parsing "Bar")` into the reason.
fn without_type_names(text: &str) -> &str {
    let text = text.split(" (occurred while parsing").next().unwrap_or(text);
    match text.strip_prefix("failed to parse \"").and_then(|rest| rest.split_once("\": ")) {
        Some((_, reason)) => reason,
        None => text,
    }
}

/// The answer that tells `error`; its cause goes to the log only.
pub(super) fn response(error: &Error, instance: String, request_id: String) -> Response {
    let kind = error.downcast_ref::<AppError>().map_or_else(|| Kind::of_framework(error), Kind::of);
    let problem = kind.problem(instance, request_id);
    let status = error.status();
    let body = problem.to_json_string();
    Response::builder().status(status).content_type("application/problem+json").body(body)
}

impl ResponseError for AppError {
    fn status(&self) -> StatusCode {
        Kind::of(self).status
    }
}

/// Every operation may answer with a problem of these statuses.
impl ApiResponse for AppError {
    fn meta() -> MetaResponses {
        const STATUSES: [(u16, &str); 12] = [
            (400, "The request cannot be understood."),
            (401, "Credentials are missing or wrong."),
            (403, "The account may not do this, or must change its password first."),
            (404, "There is no such record, or the caller may not know of it."),
            (409, "Another record stands in the way, or the last admin would go."),
            (412, "The record is not the one that If-Match names."),
            (415, "The body has another media type."),
            (422, "Some values are not valid; `errors` names them."),
            (429, "Too many wrong passwords came from this address or for this account."),
            (500, "Something went wrong; the log knows more."),
            (502, "The registry refused, did not answer, or answered nonsense."),
            (503, "Not available now; Retry-After tells when to try again."),
        ];
        describe(&STATUSES, "application/problem+json", &<Json<Problem> as Payload>::schema_ref())
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

/// Errors for the API's description: the statuses, each with what it means, all with the same body.
pub(super) fn describe(
    statuses: &[(u16, &'static str)],
    content_type: &'static str,
    schema: &MetaSchemaRef,
) -> MetaResponses {
    let response = |(status, description): &(u16, &'static str)| MetaResponse {
        description,
        status: Some(*status),
        status_range: None,
        content: vec![MetaMediaType { content_type, schema: schema.clone() }],
        headers: Vec::new(),
    };
    MetaResponses { responses: statuses.iter().map(response).collect() }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Response::builder().status(status).content_type("application/problem+json").body(self.to_json_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frameworks_types_are_not_shown() {
        let shown =
            without_type_names("failed to parse \"NewUser\": unknown field `x`. (occurred while parsing \"A\")");
        assert_eq!(shown, "unknown field `x`.");
        assert_eq!(without_type_names("expected value at line 1"), "expected value at line 1");
    }

    #[test]
    fn the_cause_of_an_internal_error_stays_in_the_log() {
        let error: Error = AppError::Internal("SELECT secret".into()).into();
        assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let kind = Kind::of(error.downcast_ref().unwrap());
        assert!(!kind.detail.contains("secret"));
    }
}
