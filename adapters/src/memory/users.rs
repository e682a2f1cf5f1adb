use std::cmp::Ordering;

use async_trait::async_trait;
use domain::{User, UserId, UserName};
use ports::{Field, Order, Page, PasswordHash, Record, StoreError, UserFilter, UserSort, Users, Window};

use super::listing::{is_any_of, is_within, page};
use super::state::{State, refers, unique};
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
        let users = self.state.users.values().map(|(user, _)| user);
        Ok(page(users.filter(|user| fits(&self.state, filter, user)), order, compare, window))
    }

    async fn count_enabled_admins(&mut self) -> Result<u64, StoreError> {
        Ok(self.state.users.values().filter(|(user, _)| user.is_enabled_admin()).count() as u64)
    }

    async fn insert(&mut self, user: &User, password: &PasswordHash) -> Result<(), StoreError> {
        let state = self.change()?;
        unique(Record::User, Field::Id, state.users.contains_key(&user.id))?;
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
    unique(Record::User, Field::Login, is_taken)?;
    refers(Record::User, user.groups.iter().all(|group| state.groups.contains_key(group)))
}

fn fits(state: &State, filter: &UserFilter, user: &User) -> bool {
    is_any_of(&filter.ids, &user.id)
        && is_any_of(&filter.roles, &user.role)
        && (filter.groups.is_empty() || filter.groups.iter().any(|group| user.groups.contains(group)))
        && filter.disabled.is_none_or(|disabled| disabled == user.disabled)
        && filter.has_registry_password.is_none_or(|has| has == state.registry_passwords.contains_key(&user.id))
        && filter
            .text
            .as_ref()
            .is_none_or(|text| is_within(text, &[user.login.as_str(), user.name.as_str(), &user.description]))
}

fn compare(sort: &UserSort, one: &User, other: &User) -> Ordering {
    match sort {
        UserSort::Login => one.login.cmp(&other.login),
        UserSort::Name => one.name.cmp(&other.name),
        UserSort::Role => one.role.cmp(&other.role),
        UserSort::Disabled => one.disabled.cmp(&other.disabled),
        UserSort::CreatedAt => one.created_at.cmp(&other.created_at),
    }
}
