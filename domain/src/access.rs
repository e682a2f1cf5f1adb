use time::OffsetDateTime;

use crate::{AccessId, Actions, GroupId, Label, Requester, ResourcePattern, UserId};

/// A stored rule: who may do what on which repositories.
///
/// Accesses only ever add up, so their order does not matter; there are no rules that deny.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Access {
    /// Never changes.
    pub id: AccessId,
    /// Unique among accesses.
    pub name: Label,
    /// Who.
    pub subject: Subject,
    /// On which repositories; they need not exist.
    pub resource: ResourcePattern,
    /// May do what.
    pub actions: Actions,
    /// A disabled access grants nothing.
    pub disabled: bool,
    /// From this moment on it grants nothing.
    pub expires_at: Option<OffsetDateTime>,
}

/// Whom an [`Access`] is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// One user.
    User(UserId),
    /// Everybody in a group.
    Group(GroupId),
    /// Everybody who is signed in.
    RegisteredUsers,
    /// Everybody, signed in or not.
    Anyone,
}

impl Access {
    /// Whether it grants anything at all at the moment `now`.
    pub fn is_in_force(&self, now: OffsetDateTime) -> bool {
        !self.disabled && self.expires_at.is_none_or(|end| now < end)
    }
}

impl Subject {
    /// Whether `requester` is meant.
    pub fn includes(&self, requester: Requester<'_>) -> bool {
        match (self, requester) {
            (Self::Anyone, _) | (Self::RegisteredUsers, Requester::User(_)) => true,
            (Self::User(id), Requester::User(user)) => *id == user.id,
            (Self::Group(id), Requester::User(user)) => user.groups.contains(id),
            (_, Requester::Anonymous) => false,
        }
    }
}
