use std::cmp::Reverse;

use async_trait::async_trait;
use domain::{RefreshToken, RefreshTokenId, UserId};
use ports::{Field, Page, Record, RefreshTokenFilter, RefreshTokens, SecretHash, StoreError, Window};
use time::OffsetDateTime;

use super::state::remove_all;
use super::unit::MemoryUnit;

#[async_trait]
impl RefreshTokens for MemoryUnit {
    async fn find(&mut self, id: RefreshTokenId) -> Result<Option<RefreshToken>, StoreError> {
        Ok(self.state.refresh_tokens.get(&id).map(|(token, _)| token.clone()))
    }

    async fn find_by_secret(&mut self, secret: SecretHash) -> Result<Option<RefreshToken>, StoreError> {
        let found = self.state.refresh_tokens.values().find(|(_, stored)| *stored == secret);
        Ok(found.map(|(token, _)| token.clone()))
    }

    async fn list(&mut self, filter: &RefreshTokenFilter, window: Window) -> Result<Page<RefreshToken>, StoreError> {
        let tokens = self.state.refresh_tokens.values().map(|(token, _)| token);
        let mut tokens: Vec<_> = tokens.filter(|token| filter.lets_through(token)).cloned().collect();
        tokens.sort_by_key(|token| Reverse(token.created_at));
        Ok(window.of(tokens))
    }

    async fn insert(&mut self, token: &RefreshToken, secret: SecretHash) -> Result<(), StoreError> {
        let state = self.change()?;
        Record::RefreshToken.unique(Field::Id, state.refresh_tokens.contains_key(&token.id))?;
        let is_taken = state.refresh_tokens.values().any(|(_, stored)| *stored == secret);
        Record::RefreshToken.unique(Field::Secret, is_taken)?;
        Record::RefreshToken.refers(state.users.contains_key(&token.user))?;
        state.refresh_tokens.insert(token.id, (token.clone(), secret));
        Ok(())
    }

    async fn touch(&mut self, id: RefreshTokenId, at: OffsetDateTime) -> Result<bool, StoreError> {
        let touched = self.change()?.refresh_tokens.get_mut(&id).map(|(token, _)| token.last_used_at = Some(at));
        Ok(touched.is_some())
    }

    async fn remove(&mut self, id: RefreshTokenId) -> Result<bool, StoreError> {
        Ok(self.change()?.refresh_tokens.remove(&id).is_some())
    }

    async fn remove_of_user(&mut self, user: UserId) -> Result<u64, StoreError> {
        Ok(remove_all(&mut self.change()?.refresh_tokens, |(token, _)| token.user == user))
    }
}
