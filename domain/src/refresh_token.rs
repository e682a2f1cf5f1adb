use time::OffsetDateTime;

use crate::{RefreshTokenId, UserId};

/// A long-lived credential that a client keeps instead of a password
/// (distribution OAuth2 specification, `refresh_token`). Only a hash of its secret is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// Never changes; not the secret.
    pub id: RefreshTokenId,
    /// Whom it stands for.
    pub user: UserId,
    /// The client that asked for it, as it calls itself; may be empty.
    pub client_id: String,
    /// When it was given out.
    pub created_at: OffsetDateTime,
    /// When a token was last asked for with it.
    pub last_used_at: Option<OffsetDateTime>,
}
