use async_trait::async_trait;
use domain::{User, UserId, UserName};
use ports::{Field, Order, Page, PasswordHash, Record, StoreError, UserFilter, UserSort, Users, Window};

use super::state::State;
use super::unit::MemoryUnit;

#[async_trait]
impl Users for MemoryUnit {
    async fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.state.users.get(&id).map(|(user, _)| user.clone()))
    }

    async fn find_with_password(&mut self, login: &UserName) -> Result<Option<(User, PasswordHash)>, StoreError> {
        Ok(self.state.users.values().find(|(user, _)| user.login == *login).cloned())
    }

    async fn all_with_passwords(&mut self) -> Result<Vec<(User, PasswordHash)>, StoreError> {
        Ok(self.state.users.values().cloned().collect())
    }

    async fn list(
        &mut self,
        filter: &UserFilter,
        order: &Order<UserSort>,
        window: Window,
    ) -> Result<Page<User>, StoreError> {
        let has_registry_password = |user: &User| self.state.registry_passwords.contains_key(&user.id);
        let users = self.state.users.values().map(|(user, _)| user);
        let users = users.filter(|user| filter.lets_through(user, has_registry_password(user))).cloned();
        Ok(window.of_sorted(users.collect(), order))
    }

    async fn count_enabled_admins(&mut self) -> Result<u64, StoreError> {
        Ok(self.state.users.values().filter(|(user, _)| user.is_enabled_admin()).count() as u64)
    }

    async fn insert(&mut self, user: &User, password: &PasswordHash) -> Result<(), StoreError> {
        let state = self.change()?;
        Record::User.unique(Field::Id, state.users.contains_key(&user.id))?;
        check(state, user)?;
        state.users.insert(user.id, (user.clone(), password.clone()));
        Ok(())
    }

    async fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        let state = self.change()?;
        if !state.users.contains_key(&user.id) {
            return Ok(false);
        }
        check(state, user)?;
        if let Some((stored, _)) = state.users.get_mut(&user.id) {
            *stored = User { created_at: stored.created_at, ..user.clone() };
        }
        Ok(true)
    }

    async fn password(&mut self, id: UserId) -> Result<Option<PasswordHash>, StoreError> {
        Ok(self.state.users.get(&id).map(|(_, password)| password.clone()))
    }

    async fn set_password(&mut self, id: UserId, password: &PasswordHash) -> Result<bool, StoreError> {
        let state = self.change()?;
        state.registry_passwords.remove(&id);
        let stored = state.users.get_mut(&id).map(|(_, stored)| *stored = password.clone());
        Ok(stored.is_some())
    }

    async fn registry_passwords(&mut self) -> Result<Vec<(UserId, PasswordHash)>, StoreError> {
        Ok(self.state.registry_passwords.iter().map(|(id, password)| (*id, password.clone())).collect())
    }

    async fn registry_password(&mut self, id: UserId) -> Result<Option<PasswordHash>, StoreError> {
        Ok(self.state.registry_passwords.get(&id).cloned())
    }

    async fn set_registry_password(&mut self, id: UserId, password: &PasswordHash) -> Result<bool, StoreError> {
        let state = self.change()?;
        let exists = state.users.contains_key(&id);
        if exists {
            state.registry_passwords.insert(id, password.clone());
        }
        Ok(exists)
    }

    async fn remove(&mut self, id: UserId) -> Result<bool, StoreError> {
        let state = self.change()?;
        state.forget_user(id);
        Ok(state.users.remove(&id).is_some())
    }
}

fn check(state: &State, user: &User) -> Result<(), StoreError> {
    let is_taken = state.users.values().any(|(other, _)| other.id != user.id && other.login == user.login);
    Record::User.unique(Field::Login, is_taken)?;
    Record::User.refers(user.groups.iter().all(|group| state.groups.contains_key(group)))
}
