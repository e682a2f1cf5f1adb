use async_trait::async_trait;
use domain::{Session, SessionId, UserId};
use ports::{Field, Record, Sessions, StoreError};
use time::OffsetDateTime;

use super::state::remove_all;
use super::unit::MemoryUnit;

#[async_trait]
impl Sessions for MemoryUnit {
    async fn find(&mut self, id: SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.state.sessions.get(&id).cloned())
    }

    async fn insert(&mut self, session: &Session) -> Result<(), StoreError> {
        let state = self.change()?;
        Record::Session.unique(Field::Id, state.sessions.contains_key(&session.id))?;
        Record::Session.refers(state.users.contains_key(&session.user))?;
        state.sessions.insert(session.id, session.clone());
        Ok(())
    }

    async fn remove(&mut self, id: SessionId) -> Result<bool, StoreError> {
        Ok(self.change()?.sessions.remove(&id).is_some())
    }

    async fn remove_of_user(&mut self, user: UserId, except: Option<SessionId>) -> Result<u64, StoreError> {
        let is_gone = |session: &Session| session.user == user && Some(session.id) != except;
        Ok(remove_all(&mut self.change()?.sessions, is_gone))
    }

    async fn remove_expired(&mut self, now: OffsetDateTime) -> Result<u64, StoreError> {
        Ok(remove_all(&mut self.change()?.sessions, |session| session.expires_at <= now))
    }

    async fn count_live(&mut self, now: OffsetDateTime) -> Result<u64, StoreError> {
        Ok(self.state.sessions.values().filter(|session| now < session.expires_at).count() as u64)
    }
}
