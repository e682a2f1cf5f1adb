use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use time::OffsetDateTime;

use super::{ActorKind, Deed, Outcome, TargetKind};
use crate::UserId;

/// Something that was done, or was not allowed. It never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When, in UTC; microseconds count.
    pub at: OffsetDateTime,
    /// Who did it.
    pub actor: Actor,
    /// From where; none if it came over no network.
    pub address: Option<IpAddr>,
    /// The id of the request it was done by, which the answer and the log have too; empty if there is none.
    pub request_id: String,
    /// What was done.
    pub deed: Deed,
    /// How it ended.
    pub outcome: Outcome,
    /// What it was done to.
    pub target: Option<Target>,
    /// What is different afterwards, by the name of the field.
    pub changes: Vec<Change>,
    /// More for people to read, such as why it was refused; may be empty.
    pub reason: String,
    /// How often it happened in the minute that this tells of; 1 for all but repeated refusals.
    pub count: u64,
}

/// Who did something, as they were called then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// An account.
    User {
        /// The account; it may be gone by now.
        id: UserId,
        /// Its login at that time.
        login: String,
    },
    /// Somebody who says to be the account with this login, and did not prove it.
    Claimed(String),
    /// Somebody who did not say who they are.
    Anonymous,
    /// Who holds the store itself and used a command of the program.
    CommandLine,
    /// The program by itself.
    System,
}

/// What something was done to, as it was called then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What it is.
    pub kind: TargetKind,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its name; may be empty.
    pub name: String,
}

/// A field, and what was in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The name of the field.
    pub field: String,
    /// What was in it before; none if there was nothing to have it.
    pub before: Option<String>,
    /// What is in it afterwards; none if there is nothing to have it.
    pub after: Option<String>,
}

impl Actor {
    /// The kind of actor.
    pub fn kind(&self) -> ActorKind {
        match self {
            Self::User { .. } => ActorKind::User,
            Self::Claimed(_) => ActorKind::Claimed,
            Self::Anonymous => ActorKind::Anonymous,
            Self::CommandLine => ActorKind::CommandLine,
            Self::System => ActorKind::System,
        }
    }

    /// The id of an account.
    pub fn id(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The login, be it proven or claimed; empty if there is none.
    pub fn name(&self) -> &str {
        match self {
            Self::User { login, .. } | Self::Claimed(login) => login,
            Self::Anonymous | Self::CommandLine | Self::System => "",
        }
    }

    /// The actor that these are the parts of; none if they do not fit together.
    pub fn of_parts(kind: ActorKind, id: Option<UserId>, name: String) -> Option<Self> {
        match (kind, id) {
            (ActorKind::User, Some(id)) => Some(Self::User { id, login: name }),
            (ActorKind::Claimed, None) => Some(Self::Claimed(name)),
            (ActorKind::Anonymous, None) if name.is_empty() => Some(Self::Anonymous),
            (ActorKind::CommandLine, None) if name.is_empty() => Some(Self::CommandLine),
            (ActorKind::System, None) if name.is_empty() => Some(Self::System),
            _ => None,
        }
    }
}

/// The fields in which two states of a record differ; a state is missing where the record is made or
/// removed.
pub fn changes(
    before: Option<&BTreeMap<&'static str, String>>,
    after: Option<&BTreeMap<&'static str, String>>,
) -> Vec<Change> {
    let fields: BTreeSet<_> = before.into_iter().chain(after).flat_map(BTreeMap::keys).copied().collect();
    let change = |field: &'static str| {
        let value = |state: Option<&BTreeMap<&'static str, String>>| state.and_then(|state| state.get(field).cloned());
        let (before, after) = (value(before), value(after));
        (before != after).then(|| Change { field: field.to_owned(), before, after })
    };
    fields.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(field: &str, before: Option<&str>, after: Option<&str>) -> Change {
        Change { field: field.to_owned(), before: before.map(str::to_owned), after: after.map(str::to_owned) }
    }

    #[test]
    fn what_stays_is_not_told() {
        let before = BTreeMap::from([("name", "a".to_owned()), ("role", "user".to_owned())]);
        let after = BTreeMap::from([("name", "a".to_owned()), ("role", "admin".to_owned())]);
        assert_eq!(changes(Some(&before), Some(&after)), [change("role", Some("user"), Some("admin"))]);
        assert_eq!(changes(Some(&before), Some(&before)), []);
        assert_eq!(changes(None, Some(&before)), [change("name", None, Some("a")), change("role", None, Some("user"))]);
        assert_eq!(changes(Some(&after), None).len(), 2);
        let longer =
            BTreeMap::from([("ends", "today".to_owned()), ("name", "a".to_owned()), ("role", "user".to_owned())]);
        assert_eq!(changes(Some(&before), Some(&longer)), [change("ends", None, Some("today"))]);
    }

    #[test]
    fn an_actor_is_made_of_its_parts() {
        let id = UserId(uuid::Uuid::from_u128(7));
        let actors = [
            Actor::User { id, login: "alice".to_owned() },
            Actor::Claimed("alice".to_owned()),
            Actor::Anonymous,
            Actor::CommandLine,
            Actor::System,
        ];
        for actor in actors {
            assert_eq!(Actor::of_parts(actor.kind(), actor.id(), actor.name().to_owned()), Some(actor));
        }
        assert_eq!(Actor::of_parts(ActorKind::User, None, "alice".to_owned()), None);
        assert_eq!(Actor::of_parts(ActorKind::System, None, "alice".to_owned()), None);
    }
}
