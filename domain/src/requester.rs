use crate::{User, UserName};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requester<'a> {
    /// Nobody we know: no credentials were given.
    Anonymous,
    /// A user who proved to be it.
    User(&'a User),
}

impl<'a> Requester<'a> {
    /// The user, unless anonymous.
    pub fn user(self) -> Option<&'a User> {
        match self {
            Self::Anonymous => None,
            Self::User(user) => Some(user),
        }
    }

    /// The login, unless anonymous.
    pub fn login(self) -> Option<&'a UserName> {
        self.user().map(|user| &user.login)
    }
}
