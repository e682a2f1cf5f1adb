use time::OffsetDateTime;

use crate::{SessionId, UserId};

/// A browser that is signed in. It ends at once when its row goes, whatever its cookie says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Never changes.
    pub id: SessionId,
    /// Who signed in.
    pub user: UserId,
    /// When.
    pub created_at: OffsetDateTime,
    /// From this moment on it is worth nothing.
    pub expires_at: OffsetDateTime,
}
