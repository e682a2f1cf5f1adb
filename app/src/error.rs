//! Why a use case could not do what it was asked.

use std::time::Duration;

use domain::LastAdmin;
use ports::{EntropyError, Field, PasswordError, RegistryError, SignerError, StoreError};
use thiserror::Error;

/// Why a use case could not do what it was asked. Its text is for the caller to read.
#[derive(Debug, Error)]
pub enum AppError {
    /// The request came without credentials, and needs some.
    #[error("sign in first")]
    Unauthenticated,
    /// The credentials are wrong, or belong to nobody.
    #[error("incorrect username or password")]
    BadCredentials,
    /// The credentials are right, but the account may do nothing.
    #[error("this account is disabled")]
    AccountDisabled,
    /// The credentials are right, but the account may do nothing before it has a new password.
    #[error("this account must change its password before it can do anything else")]
    PasswordChangeRequired,
    /// The account may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// A page of another origin tries to use the browser's session.
    #[error("requests from pages of the origin \"{0}\" are not accepted")]
    CrossOrigin(String),
    /// There is no such record, or the caller may not know of it.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Another record stands in the way.
    #[error("{}", .0.detail)]
    Conflict(Violation),
    /// See [`LastAdmin`].
    #[error(transparent)]
    LastAdmin(#[from] LastAdmin),
    /// The record is not any more what the caller wants to change.
    #[error("the record was changed meanwhile; read it again")]
    Stale,
    /// The request cannot be understood.
    #[error("{0}")]
    BadRequest(String),
    /// The request is understood, but some of its values cannot be.
    #[error("{} not valid", if .0.len() == 1 { "a value is" } else { "some values are" })]
    Invalid(Vec<Violation>),
    /// There is something in the way that is no record.
    #[error("{0}")]
    Refused(&'static str),
    /// One sync at a time.
    #[error("a sync is running already")]
    SyncRuns,
    /// The registry did not do what it was asked.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The registry does not know of all changes of users.
    #[error("the registry does not know of the latest changes of users: its htpasswd file cannot be written")]
    RegistryUsers,
    /// The registry checks passwords itself.
    #[error("no tokens are issued here: the registry checks passwords itself (registry.auth_type is basic)")]
    NoTokens,
    /// Too many wrong passwords came from this address, or for this account, a moment ago.
    #[error("too many wrong passwords; try again in {} s", seconds(*.0))]
    TooManyFailures(Duration),
    /// Too much is going on.
    #[error("too many passwords are being checked; try again in a moment")]
    Busy,
    /// Too many requests come at a time.
    #[error("too many requests are being answered; try again in a moment")]
    Crowded,
    /// Something that is needed does not answer.
    #[error("the service is not available now; try again later")]
    Unavailable(#[source] StoreError),
    /// The caller can do nothing about it; the cause is for the log alone.
    #[error("something went wrong; the log has more under the id of this request")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What is wrong with one value of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where the value stands in the body: a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What is wrong with it.
    pub detail: String,
}

impl Violation {
    /// Says that the value at `pointer` is wrong in the way `detail` tells.
    pub fn new(pointer: impl Into<String>, detail: impl ToString) -> Self {
        Self { pointer: pointer.into(), detail: detail.to_string() }
    }
}

/// Whole seconds after which the time is over.
pub(crate) fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

impl AppError {
    /// One value is wrong.
    pub fn invalid(pointer: impl Into<String>, detail: impl ToString) -> Self {
        Self::Invalid(vec![Violation::new(pointer, detail)])
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { field: Field::Login, .. } => {
                Self::Conflict(Violation::new("/login", "another user has this login already"))
            }
            StoreError::Conflict { field: Field::Name, .. } => {
                Self::Conflict(Violation::new("/name", "another one has this name already"))
            }
            StoreError::MissingReference { .. } => {
                Self::Conflict(Violation::new("", "a record it names was removed meanwhile"))
            }
            StoreError::Unavailable(_) => Self::Unavailable(error),
            StoreError::Conflict { .. } | StoreError::Backend { .. } => Self::Internal(error.into()),
        }
    }
}

impl From<PasswordError> for AppError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::Busy,
            PasswordError::UnknownHash | PasswordError::Failed(_) => Self::Internal(error.into()),
        }
    }
}

impl From<SignerError> for AppError {
    fn from(error: SignerError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<EntropyError> for AppError {
    fn from(error: EntropyError) -> Self {
        Self::Internal(error.into())
    }
}
