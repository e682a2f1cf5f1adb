use std::cmp::Ordering;

use async_trait::async_trait;
use domain::{GroupId, Role, User, UserId, UserName};

use crate::matching::{is_any_of, is_within};
use crate::{Order, Page, PasswordHash, SortKey, StoreError, Window};

/// The accounts and their password hashes.
#[async_trait]
pub trait Users: Send {
    /// The account with this id; none if there is no such account.
    async fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError>;

    /// The account with exactly this login, and its password hash.
    async fn find_with_password(&mut self, login: &UserName) -> Result<Option<(User, PasswordHash)>, StoreError>;

    /// The accounts that the filter lets through.
    async fn list(
        &mut self,
        filter: &UserFilter,
        order: &Order<UserSort>,
        window: Window,
    ) -> Result<Page<User>, StoreError>;

    /// All accounts with their password hashes, in no order.
    async fn all_with_passwords(&mut self) -> Result<Vec<(User, PasswordHash)>, StoreError>;

    /// How many enabled accounts have the role [`Role::Admin`].
    async fn count_enabled_admins(&mut self) -> Result<u64, StoreError>;

    /// Adds an account with its password.
    ///
    /// Fails with [`StoreError::Conflict`] if the id or login is taken, with
    /// [`StoreError::MissingReference`] if a group does not exist.
    async fn insert(&mut self, user: &User, password: &PasswordHash) -> Result<(), StoreError>;

    /// Replaces everything but id, passwords and `created_at`; false if there is no such account.
    /// Fails as [`Users::insert`] does.
    async fn update(&mut self, user: &User) -> Result<bool, StoreError>;

    /// The password hash of an account.
    async fn password(&mut self, id: UserId) -> Result<Option<PasswordHash>, StoreError>;

    /// Replaces the password hash, and forgets the one for the registry, which was of another
    /// password; false if there is no such account.
    async fn set_password(&mut self, id: UserId, password: &PasswordHash) -> Result<bool, StoreError>;

    /// The hashes of passwords that are kept for the registry, in no order.
    async fn registry_passwords(&mut self) -> Result<Vec<(UserId, PasswordHash)>, StoreError>;

    /// The hash of an account's password that is kept for the registry, if there is one.
    async fn registry_password(&mut self, id: UserId) -> Result<Option<PasswordHash>, StoreError>;

    /// Keeps another hash of the account's password, for the registry; false if there is no such
    /// account.
    async fn set_registry_password(&mut self, id: UserId, password: &PasswordHash) -> Result<bool, StoreError>;

    /// Removes an account with its accesses, sessions and refresh tokens; false if there is none.
    async fn remove(&mut self, id: UserId) -> Result<bool, StoreError>;
}

/// Which accounts are wanted: those that fit in every field that is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserFilter {
    /// One of these ids; empty means any.
    pub ids: Vec<UserId>,
    /// This text, in any (ASCII) case, somewhere in login, name or description.
    pub text: Option<String>,
    /// One of these roles; empty means any.
    pub roles: Vec<Role>,
    /// A member of one of these groups; empty means any.
    pub groups: Vec<GroupId>,
    /// Disabled or not.
    pub disabled: Option<bool>,
    /// With or without a hash of its password for the registry.
    pub has_registry_password: Option<bool>,
}

impl UserFilter {
    /// Whether it wants this account, with or without a hash of its password for the registry.
    pub fn lets_through(&self, user: &User, has_registry_password: bool) -> bool {
        is_any_of(&self.ids, &user.id)
            && is_any_of(&self.roles, &user.role)
            && (self.groups.is_empty() || self.groups.iter().any(|group| user.groups.contains(group)))
            && self.disabled.is_none_or(|disabled| disabled == user.disabled)
            && self.has_registry_password.is_none_or(|has| has == has_registry_password)
            && is_within(self.text.as_ref(), &[user.login.as_str(), user.name.as_str(), &user.description])
    }
}

/// What accounts can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserSort {
    /// By login.
    Login,
    /// By the name to show.
    Name,
    /// By role, least first.
    Role,
    /// Enabled ones first.
    Disabled,
    /// By age, oldest first.
    CreatedAt,
}

impl SortKey<User> for UserSort {
    fn compare(&self, one: &User, other: &User) -> Ordering {
        match self {
            Self::Login => one.login.cmp(&other.login),
            Self::Name => one.name.cmp(&other.name),
            Self::Role => one.role.cmp(&other.role),
            Self::Disabled => one.disabled.cmp(&other.disabled),
            Self::CreatedAt => one.created_at.cmp(&other.created_at),
        }
    }
}
