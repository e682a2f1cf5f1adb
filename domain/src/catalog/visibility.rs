use time::OffsetDateTime;

use crate::{Access, Action, RepositoryName, Requester, ResourcePattern, Role, UserName};

/// Which repositories somebody may see: those it may pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visibility {
    /// Every repository.
    Everything,
    /// Those that one of the patterns matches.
    Matching {
        /// What is pulled by an access in force.
        patterns: Vec<ResourcePattern>,
        /// What `{login}` in them stands for.
        login: Option<UserName>,
    },
}

impl Visibility {
    /// What `requester` may see by its role, or by the accesses that let it pull.
    pub fn of<'a>(
        requester: Requester<'_>,
        accesses: impl IntoIterator<Item = &'a Access>,
        now: OffsetDateTime,
    ) -> Self {
        if requester.user().is_some_and(|user| user.role >= Role::Manager && !user.disabled) {
            return Self::Everything;
        }
        let lets_pull = |access: &&Access| {
            access.actions.contains(Action::Pull) && access.is_in_force(now) && access.subject.includes(requester)
        };
        let is_disabled = requester.user().is_some_and(|user| user.disabled);
        let pulled = accesses.into_iter().filter(lets_pull).filter(|_| !is_disabled);
        Self::Matching {
            patterns: pulled.map(|access| access.resource.clone()).collect(),
            login: requester.login().cloned(),
        }
    }

    /// Whether the repository may be seen.
    pub fn includes(&self, name: &RepositoryName) -> bool {
        match self {
            Self::Everything => true,
            Self::Matching { patterns, login } => patterns.iter().any(|pattern| pattern.matches(name, login.as_ref())),
        }
    }
}
