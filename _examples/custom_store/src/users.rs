use async_trait::async_trait;
use domain::{Subject, User, UserId, UserName};
use ports::{Field, Order, Page, PasswordHash, Record as Kind, StoreError, UserFilter, UserSort, Users, Window};

use crate::kept::{StoredAccess, StoredGroup, StoredRefreshToken, StoredSession, StoredUser};
use crate::unit::RedbUnit;

#[async_trait]
impl Users for RedbUnit {
    async fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.get(id)?.map(|StoredUser { user, .. }| user))
    }

    async fn find_with_password(&mut self, login: &UserName) -> Result<Option<(User, PasswordHash)>, StoreError> {
        let users: Vec<StoredUser> = self.records()?;
        Ok(users.into_iter().find(|stored| stored.user.login == *login).map(with_password))
    }

    async fn list(
        &mut self,
        filter: &UserFilter,
        order: &Order<UserSort>,
        window: Window,
    ) -> Result<Page<User>, StoreError> {
        let mut users: Vec<StoredUser> = self.records()?;
        users.retain(|stored| filter.lets_through(&stored.user, stored.registry_password.is_some()));
        Ok(window.of_sorted(users.into_iter().map(|stored| stored.user).collect(), order))
    }

    async fn all_with_passwords(&mut self) -> Result<Vec<(User, PasswordHash)>, StoreError> {
        Ok(self.records()?.into_iter().map(with_password).collect())
    }

    async fn count_enabled_admins(&mut self) -> Result<u64, StoreError> {
        let users: Vec<StoredUser> = self.records()?;
        Ok(users.iter().filter(|stored| stored.user.is_enabled_admin()).count() as u64)
    }

    async fn insert(&mut self, user: &User, PasswordHash(password): &PasswordHash) -> Result<(), StoreError> {
        self.writing()?;
        Kind::User.unique(Field::Id, self.get::<StoredUser>(user.id)?.is_some())?;
        check(self, user)?;
        self.put(&StoredUser { user: user.clone(), password: password.clone(), registry_password: None })
    }

    async fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        self.writing()?;
        let Some(stored) = self.get::<StoredUser>(user.id)? else { return Ok(false) };
        check(self, user)?;
        let user = User { created_at: stored.user.created_at, ..user.clone() };
        self.put(&StoredUser { user, ..stored })?;
        Ok(true)
    }

    async fn password(&mut self, id: UserId) -> Result<Option<PasswordHash>, StoreError> {
        Ok(self.get(id)?.map(|StoredUser { password, .. }| PasswordHash(password)))
    }

    async fn set_password(&mut self, id: UserId, password: &PasswordHash) -> Result<bool, StoreError> {
        self.change(id, |stored: &mut StoredUser| {
            stored.password.clone_from(&password.0);
            stored.registry_password = None;
        })
    }

    async fn registry_passwords(&mut self) -> Result<Vec<(UserId, PasswordHash)>, StoreError> {
        let users: Vec<StoredUser> = self.records()?;
        let of = |stored: StoredUser| Some((stored.user.id, PasswordHash(stored.registry_password?)));
        Ok(users.into_iter().filter_map(of).collect())
    }

    async fn registry_password(&mut self, id: UserId) -> Result<Option<PasswordHash>, StoreError> {
        let stored: Option<StoredUser> = self.get(id)?;
        Ok(stored.and_then(|stored| stored.registry_password).map(PasswordHash))
    }

    async fn set_registry_password(&mut self, id: UserId, password: &PasswordHash) -> Result<bool, StoreError> {
        self.change(id, |stored: &mut StoredUser| stored.registry_password = Some(password.0.clone()))
    }

    async fn remove(&mut self, id: UserId) -> Result<bool, StoreError> {
        self.delete_all(|StoredAccess(access)| access.subject == Subject::User(id))?;
        self.delete_all(|StoredSession(session)| session.user == id)?;
        self.delete_all(|stored: &StoredRefreshToken| stored.token.user == id)?;
        self.delete::<StoredUser>(id)
    }
}

fn with_password(StoredUser { user, password, .. }: StoredUser) -> (User, PasswordHash) {
    (user, PasswordHash(password))
}

fn check(unit: &RedbUnit, user: &User) -> Result<(), StoreError> {
    let users: Vec<StoredUser> = unit.records()?;
    let is_taken = users.iter().any(|other| other.user.id != user.id && other.user.login == user.login);
    Kind::User.unique(Field::Login, is_taken)?;
    for group in &user.groups {
        Kind::User.refers(unit.get::<StoredGroup>(group)?.is_some())?;
    }
    Ok(())
}
