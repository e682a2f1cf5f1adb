use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use time::OffsetDateTime;

use crate::{GroupId, Label, UserId, UserName};

/// An account, of a person or a machine. Its password is kept apart from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct User {
    /// Never changes.
    pub id: UserId,
    /// Unique among users.
    pub login: UserName,
    /// The name to show.
    pub name: Label,
    /// What it may do in the UI and API.
    pub role: Role,
    /// The groups it is in.
    pub groups: BTreeSet<GroupId>,
    /// A disabled account can do nothing.
    pub disabled: bool,
    /// Free text; may be empty.
    pub description: String,
    /// Until its password is changed the account can do nothing else.
    pub must_change_password: bool,
    /// When the account was made.
    pub created_at: OffsetDateTime,
}

impl User {
    /// Whether this account can administer, once signed in.
    pub fn is_enabled_admin(&self) -> bool {
        self.role == Role::Admin && !self.disabled
    }
}

/// What a [`User`] may do in the UI and API; each role may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Browses the repositories it may pull.
    User,
    /// Browses all repositories, the accesses, and the names of users and groups.
    Manager,
    /// Reads and writes everything.
    Admin,
}

impl Role {
    /// Every role, least first.
    pub const ALL: [Self; 3] = [Self::User, Self::Manager, Self::Admin];

    /// The role as a lower-case word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no [`Role`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{0}\" is not a role; the roles are user, manager and admin")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}
