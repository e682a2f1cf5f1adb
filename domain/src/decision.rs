use std::fmt;

use crate::{Access, Action, Actions, Grant, Resource, Role};

/// What a [`Policy`](crate::Policy) says to one [`Scope`](crate::Scope), and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// On what.
    pub resource: Resource,
    /// One for each action asked for on a repository, in the order of [`Action::ALL`];
    /// one for the catalogue or an unknown resource as a whole.
    pub verdicts: Vec<Verdict>,
}

/// What is said to one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The action; none stands for the whole resource, the `*` of the protocol.
    pub action: Option<Action>,
    /// What it is granted by, or why it is refused.
    pub outcome: Result<Basis, Refusal>,
}

/// What something is granted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// By the role of the requester.
    Role(Role),
    /// By this access, the first of those that grant it.
    Access(Box<Access>),
}

/// Why something is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The account is disabled.
    Disabled,
    /// The account must change its password before anything else.
    PasswordChangeRequired,
    /// Nothing is granted on resources of this type.
    UnknownResource,
    /// The catalogue is for admins.
    AdminsOnly,
    /// No access in force grants it.
    NoAccess,
    /// An access grants it, but the registry asks for pull with every push and no access grants that.
    PushWithoutPull,
}

impl Decision {
    /// The actions granted on a repository.
    pub fn granted(&self) -> Actions {
        self.verdicts.iter().filter(|verdict| verdict.outcome.is_ok()).filter_map(|verdict| verdict.action).collect()
    }

    /// What goes into the token; none when nothing is granted.
    pub fn grant(&self) -> Option<Grant> {
        let actions: Vec<_> = self
            .verdicts
            .iter()
            .filter(|verdict| verdict.outcome.is_ok())
            .map(|verdict| verdict.action.map_or("*", Action::as_str))
            .collect();
        (!actions.is_empty()).then(|| Grant {
            resource_type: self.resource.resource_type().to_owned(),
            name: self.resource.name().to_owned(),
            actions,
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = self.action.map_or("*", Action::as_str);
        match &self.outcome {
            Ok(basis) => write!(f, "{action} is granted {basis}"),
            Err(refusal) => write!(f, "{action} is refused: {refusal}"),
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(role) => write!(f, "by the role {role}"),
            Self::Access(access) => write!(f, "by the access \"{}\" on {}", access.name, access.resource),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Disabled => "the account is disabled",
            Self::PasswordChangeRequired => "the account must change its password first",
            Self::UnknownResource => "nothing is ever granted on this type of resource",
            Self::AdminsOnly => "the list of all repositories is for admins",
            Self::NoAccess => "no access in force grants it",
            Self::PushWithoutPull => "push needs pull, and no access in force grants pull",
        })
    }
}
