use std::time::Duration;

use domain::{Password, Role, User, UserName};
use ports::{Direction, UserFilter, UserSort, Window};

use super::audit::Journal;
use super::{
    AccountPorts, CredentialSettings, Credentials, Directories, NewUser, Origin, Precondition, UserChange, UsersService,
};
use crate::error::AppError;
use crate::metrics::Metrics;

/// Accounts for whoever holds the store itself: who can change its file needs no permission of it.
///
/// A server on the same store notices what is done here as it does what another server does.
pub struct OfflineUsers {
    ports: AccountPorts,
    users: UsersService,
}

impl OfflineUsers {
    /// Fails if there is no randomness.
    pub fn new(ports: AccountPorts) -> Result<Self, AppError> {
        let settings =
            CredentialSettings { remember_for: Duration::ZERO, offline_grace: Duration::ZERO, max_failures: 0 };
        let metrics = Metrics::new().map_err(|error| AppError::Internal(error.into()))?;
        let directories = Directories::new(ports.store.clone(), None, Duration::ZERO);
        let credentials =
            Credentials::new(ports.clone(), directories.clone(), settings, Journal::discarding(), metrics)?;
        Ok(Self { users: UsersService::new(ports.clone(), directories, credentials), ports })
    }

    /// All accounts by login.
    pub async fn list(&self) -> Result<Vec<User>, AppError> {
        let by_login = vec![(UserSort::Login, Direction::Ascending)];
        let mut unit = self.ports.read().await?;
        Ok(unit.users().list(&UserFilter::default(), &by_login, Window::ALL).await?.items)
    }

    /// Makes an account in no group.
    pub async fn create(
        &self,
        login: UserName,
        role: Role,
        password: Password,
        must_change_password: bool,
    ) -> Result<(), AppError> {
        let new = NewUser {
            login,
            name: None,
            role,
            groups: Vec::new(),
            disabled: false,
            description: String::new(),
            must_change_password,
            password,
        };
        self.users.insert(&Origin::command_line(), new).await.map(|_| ())
    }

    /// Gives an account another password, which ends its sessions and refresh tokens, and enables it
    /// if that is wanted; the account as it is then.
    pub async fn reset_password(
        &self,
        login: &UserName,
        password: &Password,
        must_change_password: bool,
        enable: bool,
    ) -> Result<User, AppError> {
        let found = self.ports.read().await?.users().find_with_password(login).await?;
        let (user, _) = found.ok_or(AppError::NotFound("user"))?;
        let change = UserChange {
            password: Some(password.expose().to_owned()),
            must_change_password: Some(must_change_password),
            disabled: enable.then_some(false),
            ..UserChange::default()
        };
        Ok(self.users.apply(&Origin::command_line(), user.id, &Precondition::default(), change).await?.user)
    }
}
