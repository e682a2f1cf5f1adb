use std::collections::{BTreeMap, BTreeSet};

use domain::text::storable;
use domain::{Action, Label, RepositoryName, ResourcePattern, Role, UserName};
use ports::{PredecessorAccess, PredecessorGroup, PredecessorRecords, PredecessorUser};

use super::bcrypt::bcrypt;
use super::proposal::{distinct, label};
use super::{Proposal, ProposedAccess, ProposedGroup, ProposedUser, What, Whom};

const ANYONE: i64 = -1000;
const REGISTERED_USERS: i64 = -999;

/// Taken out of whatever was asked for before it was compared with the name in an access.
const TAKEN_OUT: [&str; 9] = ["--", "select", "update", "insert", "delete", "like", "where", "alter", "union"];

const IN_GENERAL: &[&str] = &[
    "Every action that is asked for is checked. Only the first was, and with it all others were granted.",
    "Names of repositories are compared as they are. Some words and signs (-- select update insert delete like where \
     alter union) were taken out before, so that a rule for team/app was one for team/ap--p too.",
    "A wrong login or an empty password is refused. Both were taken for somebody who is not signed in.",
    "A login is a login, also if it is a number. A number was taken for the id of an account.",
    "The catalogue is not read from the file: the first sync fills it from the registry, and pulls are counted anew.",
];

/// What the database of the predecessor says. What it promised counts; where what it did was not
/// what it promised, that is a difference.
pub(super) fn proposal(records: &PredecessorRecords) -> Proposal {
    let mut reading =
        Reading { proposal: Proposal { in_general: IN_GENERAL, ..Proposal::default() }, ..Reading::default() };
    records.groups.iter().for_each(|group| reading.group(group));
    records.users.iter().for_each(|user| reading.user(user));
    let mut rules: Vec<Rule> = Vec::new();
    for access in &records.accesses {
        match reading.rule(access) {
            Ok(rule) => rules.push(rule),
            Err(why) => reading.proposal.note(about(access), What::NotImported(why)),
        }
    }
    reading.note_effects(&rules);
    reading.proposal.accesses = merged(rules);
    reading.proposal
}

#[derive(Default)]
struct Reading {
    groups: BTreeMap<i64, Label>,
    logins: BTreeMap<i64, UserName>,
    proposal: Proposal,
}

/// One access, of one action.
struct Rule {
    access: ProposedAccess,
    about: String,
    differences: Vec<What>,
}

impl Reading {
    fn group(&mut self, group: &PredecessorGroup) {
        let about = format!("group {}", group.id);
        let Ok(otherwise) = about.parse() else { return };
        let taken = &self.proposal.groups;
        let name = distinct(&label(&group.name, &otherwise), |name| taken.iter().any(|group| group.name == *name));
        if name.as_str() != group.name {
            self.proposal.note(about, What::Renamed(name.clone()));
        }
        self.groups.insert(group.id, name.clone());
        self.proposal.groups.push(ProposedGroup { name, description: storable(group.description.clone()) });
    }

    fn user(&mut self, user: &PredecessorUser) {
        let about = format!("user {}", user.id);
        match self.account(user, &about) {
            Ok(account) => {
                self.logins.insert(user.id, account.login.clone());
                self.proposal.users.push(account);
            }
            Err(why) => self.proposal.note(about, What::NotImported(why)),
        }
    }

    fn account(&mut self, user: &PredecessorUser, about: &str) -> Result<ProposedUser, String> {
        let login: UserName = user.login.parse().map_err(|error| format!("the login {:?} {error}", user.login))?;
        if self.proposal.users.iter().any(|known| known.login == login) {
            return Err(format!("another user is {login} already"));
        }
        let password = bcrypt(&user.password).map_err(|why| format!("{login}: {why}"))?;
        let role = user.role.parse().unwrap_or(Role::User);
        if role.as_str() != user.role {
            self.proposal.note(about, What::UnknownRole(user.role.clone()));
        }
        if user.group != 0 && !self.groups.contains_key(&user.group) {
            self.proposal.note(about, What::MissingGroup(user.group));
        }
        if user.login.parse::<i64>().is_ok() {
            self.proposal.note(about, What::NumericLogin);
        }
        Ok(ProposedUser {
            name: label(&user.name, &Label::from(login.clone())),
            login,
            role,
            groups: self.groups.get(&user.group).cloned().into_iter().collect::<BTreeSet<_>>(),
            disabled: user.disabled,
            description: storable(user.description.clone()),
            password,
        })
    }

    fn rule(&self, access: &PredecessorAccess) -> Result<Rule, String> {
        if access.resource_type != "repository" {
            return Err(format!("rules are about repositories, not about {:?}", access.resource_type));
        }
        let repository: RepositoryName = access
            .resource_name
            .parse()
            .map_err(|error| format!("the repository {:?} {error}; it matched nothing", access.resource_name))?;
        let action: Action = access.action.parse().map_err(|error: domain::UnknownAction| error.to_string())?;
        let (whom, mut differences) = self.whom(access)?;
        if !could_match(&repository) {
            differences.push(What::NeverMatched);
        }
        let about = about(access);
        let otherwise = about.parse().map_err(|error: domain::LabelError| error.to_string())?;
        let access = ProposedAccess {
            name: label(&access.name, &otherwise),
            whom,
            resource: ResourcePattern::from(&repository),
            actions: action.into(),
            disabled: access.disabled,
        };
        Ok(Rule { access, about, differences })
    }

    fn whom(&self, access: &PredecessorAccess) -> Result<(Whom, Vec<What>), String> {
        let namesake = self.logins.get(&access.owner).cloned();
        match (access.owner, access.is_group) {
            (ANYONE, _) => Ok((Whom::Anyone, vec![What::SignedInToo])),
            (REGISTERED_USERS, _) => Ok((Whom::RegisteredUsers, vec![What::RegisteredUsers])),
            (group, true) => match self.groups.get(&group) {
                Some(name) => Ok((Whom::Group(name.clone()), vec![What::Members(namesake)])),
                None => Err(format!("its group {group} is not there")),
            },
            (user, false) => match namesake {
                Some(login) => Ok((Whom::User(login), Vec::new())),
                None => Err(format!("its user {user} is not there, or is left out")),
            },
        }
    }

    /// Tells in which way those rules differ that are in force.
    fn note_effects(&mut self, rules: &[Rule]) {
        for rule in rules.iter().filter(|rule| !rule.access.disabled) {
            for difference in &rule.differences {
                self.proposal.note(&rule.about, difference.clone());
            }
            if rule.access.actions.contains(Action::Push) && !self.is_pulled(&rule.access, rules) {
                self.proposal.note(&rule.about, What::PushNeedsPull);
            }
        }
    }

    /// Whether everybody whom the push is for may pull as well.
    fn is_pulled(&self, push: &ProposedAccess, rules: &[Rule]) -> bool {
        let is_within = |whom: &Whom| match (&push.whom, whom) {
            (one, other) if one == other => true,
            (_, Whom::Anyone) => true,
            (Whom::User(_) | Whom::Group(_), Whom::RegisteredUsers) => true,
            (Whom::User(login), Whom::Group(group)) => {
                self.proposal.users.iter().any(|user| user.login == *login && user.groups.contains(group))
            }
            _ => false,
        };
        rules.iter().map(|rule| &rule.access).any(|rule| {
            !rule.disabled
                && rule.actions.contains(Action::Pull)
                && rule.resource == push.resource
                && is_within(&rule.whom)
        })
    }
}

fn about(access: &PredecessorAccess) -> String {
    format!("access {}", access.id)
}

/// Whether a request could ever be for this name.
fn could_match(name: &RepositoryName) -> bool {
    !name.as_str().contains(':') && !TAKEN_OUT.iter().any(|word| name.as_str().contains(word))
}

/// One rule for all actions of somebody on something.
fn merged(rules: Vec<Rule>) -> Vec<ProposedAccess> {
    let mut merged: Vec<ProposedAccess> = Vec::new();
    for Rule { access, .. } in rules {
        let same = |known: &&mut ProposedAccess| {
            known.whom == access.whom && known.resource == access.resource && known.disabled == access.disabled
        };
        match merged.iter_mut().find(same) {
            Some(known) => known.actions |= access.actions,
            None => merged.push(access),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
