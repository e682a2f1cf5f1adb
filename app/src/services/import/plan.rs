use std::collections::{BTreeMap, BTreeSet};

use domain::{Access, AccessId, Group, GroupId, Label, Subject, User, UserId, UserName};
use ports::{Entropy, EntropyError, PasswordHash};
use time::OffsetDateTime;

use super::proposal::distinct;
use super::{Difference, ImportOptions, Proposal, ProposedAccess, ProposedGroup, ProposedUser, Whom};

/// What would be done, or was.
#[derive(Debug)]
pub struct Plan {
    /// Groups, in the order of the source.
    pub groups: Vec<Planned<Group>>,
    /// Accounts with their passwords, in the order of the source.
    pub users: Vec<Planned<(User, PasswordHash)>>,
    /// Rules, in the order of the source, and whom they are for.
    pub accesses: Vec<Planned<(Access, Whom)>>,
    /// See [`Proposal::differences`].
    pub differences: Vec<Difference>,
    /// See [`Proposal::in_general`].
    pub in_general: &'static [&'static str],
    /// Whether there is an enabled admin afterwards; without one the plan is not done.
    pub leaves_an_admin: bool,
}

/// A record, and what becomes of it.
#[derive(Debug)]
pub struct Planned<T> {
    /// What becomes of it.
    pub step: Step,
    /// As it is afterwards.
    pub record: T,
}

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is made.
    Create,
    /// It is there, and becomes what the source says.
    Replace,
    /// It is there as the source says.
    Keep,
    /// It is there, but not as the source says, and stays as it is.
    KeepOther,
}

/// What is there already.
pub(super) struct Existing {
    pub(super) users: Vec<(User, PasswordHash)>,
    pub(super) groups: Vec<Group>,
    pub(super) accesses: Vec<Access>,
}

/// Makes a [`Plan`].
pub(super) struct Planner<'a> {
    pub(super) existing: &'a Existing,
    pub(super) options: &'a ImportOptions,
    pub(super) now: OffsetDateTime,
    pub(super) entropy: &'a dyn Entropy,
}

impl Planner<'_> {
    pub(super) fn plan(&self, proposal: Proposal) -> Result<Plan, EntropyError> {
        let groups = proposal.groups.iter().map(|group| self.group(group)).collect::<Result<Vec<_>, _>>()?;
        let group_ids = groups.iter().map(|planned| (planned.record.name.clone(), planned.record.id)).collect();
        let users =
            proposal.users.iter().map(|user| self.user(user, &group_ids)).collect::<Result<Vec<_>, EntropyError>>()?;
        let logins = users.iter().map(|planned| (planned.record.0.login.clone(), planned.record.0.id)).collect();
        let accesses = self.accesses(&proposal.accesses, &logins, &group_ids)?;
        let leaves_an_admin = self.leaves_an_admin(&users);
        let Proposal { differences, in_general, .. } = proposal;
        Ok(Plan { groups, users, accesses, differences, in_general, leaves_an_admin })
    }

    fn group(&self, proposed: &ProposedGroup) -> Result<Planned<Group>, EntropyError> {
        if let Some(group) = self.existing.groups.iter().find(|group| group.name == proposed.name) {
            return Ok(Planned { step: Step::Keep, record: group.clone() });
        }
        let id = GroupId(self.entropy.uuid()?);
        let record = Group { id, name: proposed.name.clone(), description: proposed.description.clone() };
        Ok(Planned { step: Step::Create, record })
    }

    fn user(
        &self,
        proposed: &ProposedUser,
        group_ids: &BTreeMap<Label, GroupId>,
    ) -> Result<Planned<(User, PasswordHash)>, EntropyError> {
        let found = self.existing.users.iter().find(|(user, _)| user.login == proposed.login);
        let groups: BTreeSet<_> = proposed.groups.iter().filter_map(|name| group_ids.get(name).copied()).collect();
        let kept_groups = found.iter().flat_map(|(user, _)| user.groups.iter().copied());
        let wanted = User {
            id: found.map_or_else(|| self.entropy.uuid().map(UserId), |(user, _)| Ok(user.id))?,
            login: proposed.login.clone(),
            name: proposed.name.clone(),
            role: proposed.role,
            groups: groups.into_iter().chain(kept_groups).collect(),
            disabled: proposed.disabled,
            description: proposed.description.clone(),
            must_change_password: false,
            created_at: found.map_or(self.now, |(user, _)| user.created_at),
        };
        let wanted = (wanted, proposed.password.clone());
        Ok(match found {
            None => Planned { step: Step::Create, record: wanted },
            Some(found) if *found == wanted => Planned { step: Step::Keep, record: wanted },
            Some(_) if self.options.replace => Planned { step: Step::Replace, record: wanted },
            Some(found) => Planned { step: Step::KeepOther, record: found.clone() },
        })
    }

    fn accesses(
        &self,
        proposed: &[ProposedAccess],
        logins: &BTreeMap<UserName, UserId>,
        groups: &BTreeMap<Label, GroupId>,
    ) -> Result<Vec<Planned<(Access, Whom)>>, EntropyError> {
        let mut names: BTreeSet<Label> = self.existing.accesses.iter().map(|access| access.name.clone()).collect();
        let mut planned = Vec::new();
        for access in proposed {
            // A proposal names only what it proposes, so nothing is lost here.
            let Some(subject) = subject(&access.whom, logins, groups) else { continue };
            let whom = access.whom.clone();
            let is_there = |known: &&Access| {
                known.subject == subject
                    && known.resource == access.resource
                    && known.disabled == access.disabled
                    && known.expires_at.is_none()
                    && known.actions.contains_all(access.actions)
            };
            if let Some(known) = self.existing.accesses.iter().find(is_there) {
                planned.push(Planned { step: Step::Keep, record: (known.clone(), whom) });
                continue;
            }
            let name = distinct(&access.name, |name| names.contains(name));
            names.insert(name.clone());
            let record = Access {
                id: AccessId(self.entropy.uuid()?),
                name,
                subject,
                resource: access.resource.clone(),
                actions: access.actions,
                disabled: access.disabled,
                expires_at: None,
            };
            planned.push(Planned { step: Step::Create, record: (record, whom) });
        }
        Ok(planned)
    }

    fn leaves_an_admin(&self, users: &[Planned<(User, PasswordHash)>]) -> bool {
        let planned = users.iter().map(|planned| &planned.record.0);
        let is_planned = |id: UserId| users.iter().any(|planned| planned.record.0.id == id);
        let untouched = self.existing.users.iter().map(|(user, _)| user).filter(|user| !is_planned(user.id));
        planned.chain(untouched).any(User::is_enabled_admin)
    }
}

fn subject(whom: &Whom, logins: &BTreeMap<UserName, UserId>, groups: &BTreeMap<Label, GroupId>) -> Option<Subject> {
    match whom {
        Whom::User(login) => logins.get(login).copied().map(Subject::User),
        Whom::Group(name) => groups.get(name).copied().map(Subject::Group),
        Whom::RegisteredUsers => Some(Subject::RegisteredUsers),
        Whom::Anyone => Some(Subject::Anyone),
    }
}
