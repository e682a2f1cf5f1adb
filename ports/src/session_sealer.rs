use domain::SessionId;
use time::OffsetDateTime;

use crate::SignerError;

/// What a session cookie says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionClaims {
    /// The session whose row decides.
    pub session: SessionId,
    /// From this moment on the cookie has to be renewed, if its session still lives.
    pub expires_at: OffsetDateTime,
}

/// Makes the values of session cookies: JWTs (RFC 7519) signed with HS256 and a secret of ours.
pub trait SessionSealer: Send + Sync + 'static {
    /// The cookie's value.
    fn seal(&self, claims: &SessionClaims) -> Result<String, SignerError>;

    /// What the value says, if it is ours: right algorithm, signature and issuer. Whether it has
    /// expired is for the caller to judge. None for anything else.
    fn open(&self, value: &str) -> Option<SessionClaims>;
}
