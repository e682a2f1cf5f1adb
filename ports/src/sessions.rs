use async_trait::async_trait;
use domain::{Session, SessionId, UserId};
use time::OffsetDateTime;

use crate::StoreError;

/// The browsers that are signed in.
#[async_trait]
pub trait Sessions: Send {
    /// The session with this id, also when it has expired; none if there is no such session.
    async fn find(&mut self, id: SessionId) -> Result<Option<Session>, StoreError>;

    /// Adds a session.
    ///
    /// Fails with [`StoreError::Conflict`] if the id is taken, with
    /// [`StoreError::MissingReference`] if the user does not exist.
    async fn insert(&mut self, session: &Session) -> Result<(), StoreError>;

    /// Ends a session; false if there is none.
    async fn remove(&mut self, id: SessionId) -> Result<bool, StoreError>;

    /// Ends all sessions of a user, but for `except`; tells how many.
    async fn remove_of_user(&mut self, user: UserId, except: Option<SessionId>) -> Result<u64, StoreError>;

    /// Ends all sessions that expired at or before `now`; tells how many.
    async fn remove_expired(&mut self, now: OffsetDateTime) -> Result<u64, StoreError>;

    /// How many sessions there are that have not expired at `now`.
    async fn count_live(&mut self, now: OffsetDateTime) -> Result<u64, StoreError>;
}
