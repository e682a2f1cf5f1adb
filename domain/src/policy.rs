use time::OffsetDateTime;

use crate::{Access, Action, Basis, Decision, Refusal, RepositoryName, Requester, Resource, Role, Scope, Verdict};

/// Decides what a requester may do, from the accesses that are stored.
///
/// 1. A disabled account, or one that must change its password, may do nothing.
/// 2. On an unknown type of resource nothing is granted.
/// 3. An admin may do everything; the catalogue is for admins alone.
/// 4. Everybody else needs, for each action, an access in force for them and the repository.
/// 5. Push is granted only to who may pull, since the registry asks for both on every write.
#[derive(Debug, Clone)]
pub struct Policy<'a> {
    accesses: Vec<&'a Access>,
    now: OffsetDateTime,
}

impl<'a> Policy<'a> {
    /// A policy of these accesses at the moment `now`. Accesses that do not concern a requester
    /// do no harm.
    pub fn new(accesses: impl IntoIterator<Item = &'a Access>, now: OffsetDateTime) -> Self {
        Self { accesses: accesses.into_iter().collect(), now }
    }

    /// What `requester` gets of `scope`.
    pub fn decide(&self, requester: Requester<'_>, scope: &Scope) -> Decision {
        let whole = |outcome| vec![Verdict { action: None, outcome }];
        let verdicts = match &scope.resource {
            Resource::Other { .. } => whole(Err(Refusal::UnknownResource)),
            Resource::Catalog if scope.asked.everything => whole(by_role(requester, Refusal::AdminsOnly)),
            Resource::Catalog => Vec::new(),
            Resource::Repository(name) => scope
                .asked
                .actions()
                .iter()
                .map(|action| Verdict { action: Some(action), outcome: self.on_repository(requester, name, action) })
                .collect(),
        };
        Decision { resource: scope.resource.clone(), verdicts }
    }

    fn on_repository(&self, requester: Requester<'_>, name: &RepositoryName, action: Action) -> Result<Basis, Refusal> {
        match by_role(requester, Refusal::NoAccess) {
            Err(Refusal::NoAccess) => {}
            decided => return decided,
        }
        let basis = self.held(requester, name, action).ok_or(Refusal::NoAccess)?;
        if action == Action::Push && self.held(requester, name, Action::Pull).is_none() {
            return Err(Refusal::PushWithoutPull);
        }
        Ok(basis)
    }

    fn held(&self, requester: Requester<'_>, name: &RepositoryName, action: Action) -> Option<Basis> {
        self.accesses
            .iter()
            .find(|access| {
                access.actions.contains(action)
                    && access.is_in_force(self.now)
                    && access.subject.includes(requester)
                    && access.resource.matches(name, requester.login())
            })
            .map(|access| Basis::Access(Box::new((*access).clone())))
    }
}

/// What the account alone decides, or `otherwise`.
fn by_role(requester: Requester<'_>, otherwise: Refusal) -> Result<Basis, Refusal> {
    match requester {
        Requester::User(user) if user.disabled => Err(Refusal::Disabled),
        Requester::User(user) if user.must_change_password => Err(Refusal::PasswordChangeRequired),
        Requester::User(user) if user.role == Role::Admin => Ok(Basis::Role(Role::Admin)),
        _ => Err(otherwise),
    }
}
