use poem_openapi::Object;
use poem_openapi::types::Example;
use time::OffsetDateTime;

use super::{ReferenceBody, example_id, example_time};
use crate::services::RefreshTokenView;

/// A credential that a client keeps instead of a password. Its secret is never shown.
#[derive(Debug, Object)]
#[oai(rename = "RefreshToken", example)]
pub(in crate::http) struct RefreshTokenBody {
    /// Never changes; not the secret.
    id: String,
    /// Whom it stands for.
    user: ReferenceBody,
    /// The client that asked for it, as it calls itself.
    client_id: String,
    /// When it was given out.
    created_at: OffsetDateTime,
    /// When a token was last asked for with it, to the minute.
    last_used_at: Option<OffsetDateTime>,
}

impl From<RefreshTokenView> for RefreshTokenBody {
    fn from(RefreshTokenView { token, login }: RefreshTokenView) -> Self {
        Self {
            id: token.id.to_string(),
            user: ReferenceBody { id: token.user.to_string(), name: login },
            client_id: token.client_id,
            created_at: token.created_at,
            last_used_at: token.last_used_at,
        }
    }
}

impl Example for RefreshTokenBody {
    fn example() -> Self {
        Self {
            id: example_id(),
            user: ReferenceBody { id: example_id(), name: "alice".to_owned() },
            client_id: "docker".to_owned(),
            created_at: example_time(),
            last_used_at: Some(example_time()),
        }
    }
}
