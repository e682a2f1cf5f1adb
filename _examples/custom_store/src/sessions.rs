use async_trait::async_trait;
use domain::{Session, SessionId, UserId};
use ports::{Field, Record as Kind, Sessions, StoreError};
use time::OffsetDateTime;

use crate::kept::{StoredSession, StoredUser};
use crate::unit::RedbUnit;

#[async_trait]
impl Sessions for RedbUnit {
    async fn find(&mut self, id: SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.get(id)?.map(|StoredSession(session)| session))
    }

    async fn insert(&mut self, session: &Session) -> Result<(), StoreError> {
        self.writing()?;
        Kind::Session.unique(Field::Id, self.get::<StoredSession>(session.id)?.is_some())?;
        Kind::Session.refers(self.get::<StoredUser>(session.user)?.is_some())?;
        self.put(&StoredSession(session.clone()))
    }

    async fn remove(&mut self, id: SessionId) -> Result<bool, StoreError> {
        self.delete::<StoredSession>(id)
    }

    async fn remove_of_user(&mut self, user: UserId, except: Option<SessionId>) -> Result<u64, StoreError> {
        self.delete_all(|StoredSession(session)| session.user == user && Some(session.id) != except)
    }

    async fn remove_expired(&mut self, now: OffsetDateTime) -> Result<u64, StoreError> {
        self.delete_all(|StoredSession(session)| session.expires_at <= now)
    }

    async fn count_live(&mut self, now: OffsetDateTime) -> Result<u64, StoreError> {
        let sessions = self.records::<StoredSession>()?.into_iter();
        Ok(sessions.filter(|StoredSession(session)| now < session.expires_at).count() as u64)
    }
}
