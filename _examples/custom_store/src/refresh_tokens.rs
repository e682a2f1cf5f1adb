use std::cmp::Reverse;

use async_trait::async_trait;
use domain::{RefreshToken, RefreshTokenId, UserId};
use ports::{Field, Page, Record as Kind, RefreshTokenFilter, RefreshTokens, SecretHash, StoreError, Window};
use time::OffsetDateTime;

use crate::kept::{StoredRefreshToken, StoredUser};
use crate::unit::RedbUnit;

#[async_trait]
impl RefreshTokens for RedbUnit {
    async fn find(&mut self, id: RefreshTokenId) -> Result<Option<RefreshToken>, StoreError> {
        Ok(self.get(id)?.map(|StoredRefreshToken { token, .. }| token))
    }

    async fn find_by_secret(&mut self, secret: SecretHash) -> Result<Option<RefreshToken>, StoreError> {
        let tokens: Vec<StoredRefreshToken> = self.records()?;
        Ok(tokens.into_iter().find(|stored| stored.secret == secret.0).map(|stored| stored.token))
    }

    async fn list(&mut self, filter: &RefreshTokenFilter, window: Window) -> Result<Page<RefreshToken>, StoreError> {
        let tokens = self.records()?.into_iter().map(|StoredRefreshToken { token, .. }| token);
        let mut tokens: Vec<_> = tokens.filter(|token| filter.lets_through(token)).collect();
        tokens.sort_by_key(|token| Reverse(token.created_at));
        Ok(window.of(tokens))
    }

    async fn insert(&mut self, token: &RefreshToken, SecretHash(secret): SecretHash) -> Result<(), StoreError> {
        self.writing()?;
        let tokens: Vec<StoredRefreshToken> = self.records()?;
        Kind::RefreshToken.unique(Field::Id, tokens.iter().any(|other| other.token.id == token.id))?;
        Kind::RefreshToken.unique(Field::Secret, tokens.iter().any(|other| other.secret == secret))?;
        Kind::RefreshToken.refers(self.get::<StoredUser>(token.user)?.is_some())?;
        self.put(&StoredRefreshToken { token: token.clone(), secret })
    }

    async fn touch(&mut self, id: RefreshTokenId, at: OffsetDateTime) -> Result<bool, StoreError> {
        self.change(id, |stored: &mut StoredRefreshToken| stored.token.last_used_at = Some(at))
    }

    async fn remove(&mut self, id: RefreshTokenId) -> Result<bool, StoreError> {
        self.policy_changed()?;
        self.delete::<StoredRefreshToken>(id)
    }

    async fn remove_of_user(&mut self, user: UserId) -> Result<u64, StoreError> {
        self.policy_changed()?;
        self.delete_all(|stored: &StoredRefreshToken| stored.token.user == user)
    }
}
