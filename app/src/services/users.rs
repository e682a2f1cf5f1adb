use std::collections::BTreeSet;

use domain::audit::Deed;
use domain::{Group, GroupId, Label, Password, Role, Subject, User, UserId, UserName, keep_an_admin};
use ports::{GroupFilter, Order, Page, UnitOfWork, UserFilter, UserSort, Window};

use super::accesses::accesses_of;
use super::audit::Recorded;
use super::{AccountPorts, Caller, Credentials, Directories, Origin, Precondition};
use crate::error::{AppError, Violation};

/// Accounts, for admins; to be read by managers, and by each account itself.
pub struct UsersService {
    ports: AccountPorts,
    directories: Directories,
    credentials: Credentials,
}

/// An account with the groups it is in.
#[derive(Debug, Clone)]
pub struct UserView {
    /// The account.
    pub user: User,
    /// Its groups, by name.
    pub groups: Vec<Group>,
}

/// An account to be made.
#[derive(Debug)]
pub struct NewUser {
    /// See [`User::login`].
    pub login: UserName,
    /// See [`User::name`]; the login if there is none.
    pub name: Option<Label>,
    /// See [`User::role`].
    pub role: Role,
    /// See [`User::groups`].
    pub groups: Vec<GroupId>,
    /// See [`User::disabled`].
    pub disabled: bool,
    /// See [`User::description`].
    pub description: String,
    /// See [`User::must_change_password`].
    pub must_change_password: bool,
    /// The password it starts with.
    pub password: Password,
}

/// What is to change in an account; what is not given stays.
#[derive(Debug, Default)]
pub struct UserChange {
    /// See [`User::login`].
    pub login: Option<UserName>,
    /// See [`User::name`].
    pub name: Option<Label>,
    /// See [`User::role`].
    pub role: Option<Role>,
    /// See [`User::groups`].
    pub groups: Option<Vec<GroupId>>,
    /// See [`User::disabled`].
    pub disabled: Option<bool>,
    /// See [`User::description`].
    pub description: Option<String>,
    /// See [`User::must_change_password`].
    pub must_change_password: Option<bool>,
    /// A new password, not yet checked.
    pub password: Option<String>,
}

impl UsersService {
    pub(super) fn new(ports: AccountPorts, directories: Directories, credentials: Credentials) -> Self {
        Self { ports, directories, credentials }
    }

    /// The accounts that the filter lets through.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &UserFilter,
        order: &Order<UserSort>,
        window: Window,
    ) -> Result<Page<UserView>, AppError> {
        caller.must_be_manager()?;
        let mut unit = self.ports.read().await?;
        let Page { items, total } = unit.users().list(filter, order, window).await?;
        Ok(Page { items: with_groups(unit.as_mut(), items).await?, total })
    }

    /// One account.
    pub async fn get(&self, caller: &Caller, id: UserId) -> Result<UserView, AppError> {
        if !caller.is(id) {
            caller.must_be_manager()?;
        }
        let mut unit = self.ports.read().await?;
        let user = found(unit.as_mut(), id).await?;
        with_its_groups(unit.as_mut(), user).await
    }

    /// Makes an account.
    pub async fn create(&self, caller: &Caller, new: NewUser) -> Result<UserView, AppError> {
        caller.must_be_admin()?;
        self.insert(&caller.origin(), new).await
    }

    /// Makes an account, whoever wants it.
    pub(super) async fn insert(&self, by: &Origin, new: NewUser) -> Result<UserView, AppError> {
        let hashes = self.ports.passwords.hash(new.password.expose()).await?;
        let user = User {
            id: UserId(self.ports.entropy.uuid()?),
            name: new.name.unwrap_or_else(|| new.login.clone().into()),
            login: new.login,
            role: new.role,
            groups: BTreeSet::from_iter(new.groups.iter().copied()),
            disabled: new.disabled,
            description: new.description,
            must_change_password: new.must_change_password,
            created_at: self.ports.clock.now(),
        };
        let mut unit = self.ports.write().await?;
        check_groups(unit.as_mut(), &new.groups).await?;
        hashes.insert(unit.as_mut(), &user).await?;
        let view = with_its_groups(unit.as_mut(), user).await?;
        unit.audit().append(vec![by.creation(view.user.created_at, &view)]).await?;
        self.directories.commit(unit).await?;
        Ok(view)
    }

    /// Changes an account. A new password, or disabling it, ends its sessions and refresh tokens.
    pub async fn change(
        &self,
        caller: &Caller,
        id: UserId,
        precondition: &Precondition,
        change: UserChange,
    ) -> Result<UserView, AppError> {
        caller.must_be_admin()?;
        self.apply(&caller.origin(), id, precondition, change).await
    }

    /// As [`UsersService::change`], whoever wants it.
    pub(super) async fn apply(
        &self,
        by: &Origin,
        id: UserId,
        precondition: &Precondition,
        change: UserChange,
    ) -> Result<UserView, AppError> {
        let new_password = match &change.password {
            Some(text) => {
                let login = match &change.login {
                    Some(login) => login.clone(),
                    None => found(self.ports.read().await?.as_mut(), id).await?.login,
                };
                Some(self.ports.passwords.hash(acceptable(text, &login, "/password")?.expose()).await?)
            }
            None => None,
        };

        let mut unit = self.ports.write().await?;
        let before = found(unit.as_mut(), id).await?;
        precondition.check(&before)?;
        check_groups(unit.as_mut(), change.groups.as_deref().unwrap_or_default()).await?;
        let after = change.apply_to(before.clone());
        keep_an_admin(&before, Some(&after), unit.users().count_enabled_admins().await?)?;
        let before = with_its_groups(unit.as_mut(), before).await?;
        unit.users().update(&after).await?;
        if let Some(hashes) = &new_password {
            hashes.replace(unit.as_mut(), id).await?;
        }
        if new_password.is_some() || after.disabled {
            sign_out_everywhere(unit.as_mut(), id).await?;
        }
        let view = with_its_groups(unit.as_mut(), after).await?;
        let now = self.ports.clock.now();
        let reset = new_password.map(|_| by.event(now, Deed::PasswordReset, Some(before.target())));
        unit.audit().append(by.update(now, &before, &view).into_iter().chain(reset).collect()).await?;
        self.directories.commit(unit).await?;
        Ok(view)
    }

    /// Removes an account with its accesses, sessions and refresh tokens.
    pub async fn remove(&self, caller: &Caller, id: UserId, precondition: &Precondition) -> Result<(), AppError> {
        caller.must_be_admin()?;
        let mut unit = self.ports.write().await?;
        let user = found(unit.as_mut(), id).await?;
        precondition.check(&user)?;
        keep_an_admin(&user, None, unit.users().count_enabled_admins().await?)?;
        let view = with_its_groups(unit.as_mut(), user).await?;
        let (by, now) = (caller.origin(), self.ports.clock.now());
        let accesses = accesses_of(unit.as_mut(), Subject::User(id)).await?;
        let of_accesses = accesses.iter().map(|access| by.deletion(now, access));
        unit.audit().append(of_accesses.chain([by.deletion(now, &view)]).collect()).await?;
        unit.users().remove(id).await?;
        self.directories.commit(unit).await
    }

    /// Gives the caller another password. Its other sessions and its refresh tokens end.
    pub async fn change_own_password(&self, caller: &Caller, old: &str, new: &str) -> Result<(), AppError> {
        let user = &caller.user;
        let proven =
            self.credentials.prove(user.login.as_str(), old, caller.address).await.map_err(|error| match error {
                AppError::BadCredentials => AppError::invalid("/old_password", "is not the current password"),
                other => other,
            })?;
        if old == new {
            return Err(AppError::invalid("/new_password", "must differ from the current password"));
        }
        let hashes = self.ports.passwords.hash(acceptable(new, &user.login, "/new_password")?.expose()).await?;

        let mut unit = self.ports.write().await?;
        proven.still_holds(unit.as_mut()).await?;
        let mut user = found(unit.as_mut(), user.id).await?;
        user.must_change_password = false;
        unit.users().update(&user).await?;
        hashes.replace(unit.as_mut(), user.id).await?;
        unit.sessions().remove_of_user(user.id, caller.session).await?;
        unit.refresh_tokens().remove_of_user(user.id).await?;
        let user = UserView { user, groups: Vec::new() };
        let event = caller.origin().event(self.ports.clock.now(), Deed::PasswordChange, Some(user.target()));
        unit.audit().append(vec![event]).await?;
        self.directories.commit(unit).await
    }
}

impl UserChange {
    fn apply_to(self, before: User) -> User {
        User {
            id: before.id,
            login: self.login.unwrap_or(before.login),
            name: self.name.unwrap_or(before.name),
            role: self.role.unwrap_or(before.role),
            groups: self.groups.map_or(before.groups, BTreeSet::from_iter),
            disabled: self.disabled.unwrap_or(before.disabled),
            description: self.description.unwrap_or(before.description),
            must_change_password: self.must_change_password.unwrap_or(before.must_change_password),
            created_at: before.created_at,
        }
    }
}

/// The groups of one account, as [`with_groups`] finds them.
pub(super) async fn with_its_groups(unit: &mut dyn UnitOfWork, user: User) -> Result<UserView, AppError> {
    let groups = groups_of(unit, &user.groups).await?;
    Ok(UserView { user, groups })
}

async fn with_groups(unit: &mut dyn UnitOfWork, users: Vec<User>) -> Result<Vec<UserView>, AppError> {
    let ids = users.iter().flat_map(|user| user.groups.iter().copied()).collect();
    let groups = groups_of(unit, &ids).await?;
    let view = |user: User| UserView {
        groups: groups.iter().filter(|group| user.groups.contains(&group.id)).cloned().collect(),
        user,
    };
    Ok(users.into_iter().map(view).collect())
}

async fn groups_of(unit: &mut dyn UnitOfWork, ids: &BTreeSet<GroupId>) -> Result<Vec<Group>, AppError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = GroupFilter { ids: ids.iter().copied().collect(), text: None };
    Ok(unit.groups().list(&filter, &super::groups::BY_NAME.to_vec(), Window::ALL).await?.items)
}

async fn check_groups(unit: &mut dyn UnitOfWork, ids: &[GroupId]) -> Result<(), AppError> {
    let known = groups_of(unit, &BTreeSet::from_iter(ids.iter().copied())).await?;
    let is_known = |id: &GroupId| known.iter().any(|group| group.id == *id);
    let violations: Vec<_> = ids
        .iter()
        .enumerate()
        .filter(|(_, id)| !is_known(id))
        .map(|(index, _)| Violation::new(format!("/groups/{index}"), "there is no such group"))
        .collect();
    if violations.is_empty() { Ok(()) } else { Err(AppError::Invalid(violations)) }
}

async fn found(unit: &mut dyn UnitOfWork, id: UserId) -> Result<User, AppError> {
    unit.users().find(id).await?.ok_or(AppError::NotFound("user"))
}

fn acceptable(text: &str, login: &UserName, pointer: &str) -> Result<Password, AppError> {
    Password::new(text, login.as_str()).map_err(|fault| AppError::invalid(pointer, fault))
}

async fn sign_out_everywhere(unit: &mut dyn UnitOfWork, id: UserId) -> Result<(), AppError> {
    unit.sessions().remove_of_user(id, None).await?;
    unit.refresh_tokens().remove_of_user(id).await?;
    Ok(())
}
