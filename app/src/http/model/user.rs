use domain::{Password, Role};
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use time::OffsetDateTime;

use super::violations::Violations;
use super::{ReferenceBody, example_id, example_time};
use crate::error::AppError;
use crate::services::{NewUser, UserChange, UserView};

/// What an account may do in the UI and API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "Role", rename_all = "lowercase")]
pub(in crate::http) enum RoleBody {
    /// Browses the repositories it may pull.
    User,
    /// Browses all repositories, accesses, users and groups.
    Manager,
    /// Reads and writes everything.
    Admin,
}

impl From<Role> for RoleBody {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::Manager => Self::Manager,
            Role::Admin => Self::Admin,
        }
    }
}

impl From<RoleBody> for Role {
    fn from(role: RoleBody) -> Self {
        match role {
            RoleBody::User => Self::User,
            RoleBody::Manager => Self::Manager,
            RoleBody::Admin => Self::Admin,
        }
    }
}

/// An account. Its password is never shown.
#[derive(Debug, Object)]
#[oai(rename = "User", example)]
pub(in crate::http) struct UserBody {
    /// Never changes.
    id: String,
    /// What it signs in with.
    login: String,
    /// The name to show.
    name: String,
    /// What it may do in the UI and API.
    role: RoleBody,
    /// The groups it is in, by name.
    groups: Vec<ReferenceBody>,
    /// A disabled account can do nothing.
    disabled: bool,
    /// Free text.
    description: String,
    /// Until its password is changed the account can do nothing else.
    must_change_password: bool,
    /// When it was made.
    created_at: OffsetDateTime,
}

impl From<UserView> for UserBody {
    fn from(UserView { user, groups }: UserView) -> Self {
        Self {
            id: user.id.to_string(),
            login: user.login.to_string(),
            name: user.name.to_string(),
            role: user.role.into(),
            groups: groups.iter().map(ReferenceBody::from).collect(),
            disabled: user.disabled,
            description: user.description,
            must_change_password: user.must_change_password,
            created_at: user.created_at,
        }
    }
}

impl Example for UserBody {
    fn example() -> Self {
        Self {
            id: example_id(),
            login: "alice".to_owned(),
            name: "Alice Smith".to_owned(),
            role: RoleBody::User,
            groups: vec![ReferenceBody { id: example_id(), name: "developers".to_owned() }],
            disabled: false,
            description: String::new(),
            must_change_password: false,
            created_at: example_time(),
        }
    }
}

/// An account to be made.
#[derive(Debug, Object)]
#[oai(rename = "NewUser", deny_unknown_fields, example)]
pub(in crate::http) struct NewUserBody {
    /// Letters, digits and `. _ @ + -`, starting with a letter or digit, at most 64; unique.
    login: String,
    /// The name to show; the login if there is none.
    name: Option<String>,
    /// 8 characters to 72 bytes, neither the login nor easy to guess.
    password: String,
    /// What it may do in the UI and API.
    #[oai(default = "RoleBody::least")]
    role: RoleBody,
    /// The ids of the groups it is in.
    #[oai(default)]
    groups: Vec<String>,
    /// A disabled account can do nothing.
    #[oai(default)]
    disabled: bool,
    /// Free text, at most 2000 characters.
    #[oai(default)]
    description: String,
    /// Whether it must change its password before it can do anything else.
    #[oai(default)]
    must_change_password: bool,
}

impl RoleBody {
    fn least() -> Self {
        Self::User
    }
}

impl NewUserBody {
    pub(in crate::http) fn into_new_user(self) -> Result<NewUser, AppError> {
        let mut violations = Violations::default();
        let login = violations.parse("/login", &self.login);
        let name = violations.parse_given("/name", self.name);
        let password = violations.check("/password", Password::new(&self.password, &self.login));
        let groups = violations.ids("/groups", &self.groups, "there is no such group");
        let description = violations.text("/description", self.description);
        violations.finish(login.zip(password).map(|(login, password)| NewUser {
            login,
            name,
            role: self.role.into(),
            groups,
            disabled: self.disabled,
            description,
            must_change_password: self.must_change_password,
            password,
        }))
    }
}

impl Example for NewUserBody {
    fn example() -> Self {
        Self {
            login: "alice".to_owned(),
            name: Some("Alice Smith".to_owned()),
            password: "correct horse".to_owned(),
            role: RoleBody::User,
            groups: vec![example_id()],
            disabled: false,
            description: String::new(),
            must_change_password: true,
        }
    }
}

/// What is to change in an account; what is left out stays.
#[derive(Debug, Object)]
#[oai(rename = "UserChange", deny_unknown_fields, example)]
pub(in crate::http) struct UserChangeBody {
    /// Letters, digits and `. _ @ + -`, starting with a letter or digit, at most 64; unique.
    login: Option<String>,
    /// The name to show.
    name: Option<String>,
    /// A new password; it ends the account's sessions and refresh tokens.
    password: Option<String>,
    /// What it may do in the UI and API.
    role: Option<RoleBody>,
    /// The ids of all groups it is to be in.
    groups: Option<Vec<String>>,
    /// A disabled account can do nothing; its sessions and refresh tokens end.
    disabled: Option<bool>,
    /// Free text, at most 2000 characters.
    description: Option<String>,
    /// Whether it must change its password before it can do anything else.
    must_change_password: Option<bool>,
}

impl UserChangeBody {
    pub(in crate::http) fn into_change(self) -> Result<UserChange, AppError> {
        let mut violations = Violations::default();
        let change = UserChange {
            login: violations.parse_given("/login", self.login),
            name: violations.parse_given("/name", self.name),
            role: self.role.map(Role::from),
            groups: self.groups.map(|ids| violations.ids("/groups", &ids, "there is no such group")),
            disabled: self.disabled,
            description: self.description.map(|text| violations.text("/description", text)),
            must_change_password: self.must_change_password,
            password: self.password,
        };
        violations.finish(Some(change))
    }
}

impl Example for UserChangeBody {
    fn example() -> Self {
        Self {
            login: None,
            name: None,
            password: None,
            role: Some(RoleBody::Manager),
            groups: Some(Vec::new()),
            disabled: None,
            description: None,
            must_change_password: None,
        }
    }
}

/// Who wants to sign in.
#[derive(Object)]
#[oai(rename = "Login", deny_unknown_fields)]
pub(in crate::http) struct LoginBody {
    /// The login.
    pub(in crate::http) login: String,
    /// The password.
    pub(in crate::http) password: String,
}

/// The own password, old and new.
#[derive(Object)]
#[oai(rename = "PasswordChange", deny_unknown_fields)]
pub(in crate::http) struct PasswordChangeBody {
    /// The current password.
    pub(in crate::http) old_password: String,
    /// 8 characters to 72 bytes, neither the login nor easy to guess.
    pub(in crate::http) new_password: String,
}
