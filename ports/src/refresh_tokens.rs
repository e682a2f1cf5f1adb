use async_trait::async_trait;
use domain::{RefreshToken, RefreshTokenId, UserId};
use time::OffsetDateTime;

use crate::matching::is_any_of;
use crate::{Page, StoreError, Window};

/// The SHA-256 of a refresh token's secret. The secret is random and long, so a plain hash is
/// enough to make the stored one useless to a thief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretHash(pub [u8; 32]);

/// The credentials that clients keep instead of a password.
#[async_trait]
pub trait RefreshTokens: Send {
    /// The token with this id; none if there is no such token.
    async fn find(&mut self, id: RefreshTokenId) -> Result<Option<RefreshToken>, StoreError>;

    /// The token whose secret has this hash; none if it was revoked or never given out.
    async fn find_by_secret(&mut self, secret: SecretHash) -> Result<Option<RefreshToken>, StoreError>;

    /// The tokens that the filter lets through, newest first.
    async fn list(&mut self, filter: &RefreshTokenFilter, window: Window) -> Result<Page<RefreshToken>, StoreError>;

    /// Adds a token.
    ///
    /// Fails with [`StoreError::Conflict`] if the id or secret is taken, with
    /// [`StoreError::MissingReference`] if the user does not exist.
    async fn insert(&mut self, token: &RefreshToken, secret: SecretHash) -> Result<(), StoreError>;

    /// Sets when the token was last used; false if there is none.
    async fn touch(&mut self, id: RefreshTokenId, at: OffsetDateTime) -> Result<bool, StoreError>;

    /// Revokes a token; false if there is none.
    async fn remove(&mut self, id: RefreshTokenId) -> Result<bool, StoreError>;

    /// Revokes all tokens of a user; tells how many.
    async fn remove_of_user(&mut self, user: UserId) -> Result<u64, StoreError>;
}

/// Which refresh tokens are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RefreshTokenFilter {
    /// Of one of these users; empty means any.
    pub users: Vec<UserId>,
}

impl RefreshTokenFilter {
    /// Whether it wants this token.
    pub fn lets_through(&self, token: &RefreshToken) -> bool {
        is_any_of(&self.users, &token.user)
    }
}
