use domain::{Action, UserName};
use serde_json::Value;

use super::entry::{Entry, Who};
use crate::services::import::proposal::label;
use crate::services::import::{Proposal, ProposedAccess, What, Whom};

/// Proposes rules for each entry that can be said without granting more than the ACL does.
///
/// Wherever two entries match, the earlier decides, while rules add up. So an entry that grants
/// more than an earlier one, somewhere where both may match, would grant too much there. If it is
/// for many it becomes one rule for each account for which that is not so; otherwise it is left
/// out. An entry that itself cannot be said still stands before the later ones.
pub(super) fn enter(proposal: &mut Proposal, entries: &[Value], has_anonymous: bool) {
    let entries: Vec<Entry> = entries.iter().map(Entry::read).collect();
    for (index, entry) in entries.iter().enumerate() {
        let about = format!("ACL entry {}", index + 1);
        let earlier = entries.get(..index).unwrap_or_default();
        match rules(proposal, &about, entry, earlier, has_anonymous) {
            Ok(accesses) => {
                note_effects(proposal, &about, entry);
                proposal.accesses.extend(accesses);
            }
            Err(why) => proposal.note(about, What::NotImported(why)),
        }
    }
}

fn rules(
    proposal: &mut Proposal,
    about: &str,
    entry: &Entry,
    earlier: &[Entry],
    has_anonymous: bool,
) -> Result<Vec<ProposedAccess>, String> {
    if let Some(other) = &entry.other_type {
        return Err(format!("it is about the type {other}, and rules are about repositories"));
    }
    if !entry.conditions.is_empty() {
        return Err(format!("no rule has a condition on {}", entry.conditions.join(", ")));
    }
    let who = entry.who.as_ref().map_err(Clone::clone)?;
    let resource = entry.resource.as_ref().map_err(Clone::clone)?;
    if entry.actions.is_empty() {
        return Err("it denies, and no rule does".to_owned());
    }
    let name = about.parse().map_err(|error: domain::LabelError| error.to_string())?;
    let access = ProposedAccess {
        name: label(&entry.comment, &name),
        whom: whom(proposal, who, has_anonymous)?,
        resource: resource.clone(),
        actions: entry.actions,
        disabled: false,
    };
    let Some(first) = earlier.iter().position(|before| before.grants_less_than(entry)) else {
        return Ok(vec![access]);
    };
    let accounts = match who {
        Who::Registered | Who::Everybody => accounts_without(proposal, entry, earlier),
        Who::One(_) | Who::Anonymous => Vec::new(),
    };
    if accounts.is_empty() {
        return Err(format!("entry {}, which comes first, grants less to some that it is for", first + 1));
    }
    proposal.note(about, What::OnlyFor(accounts.clone()));
    let rule = |login: UserName| ProposedAccess {
        name: label(&format!("{login}: {}", access.name), &access.name),
        whom: Whom::User(login),
        ..access.clone()
    };
    Ok(accounts.into_iter().map(rule).collect())
}

/// The accounts for which no earlier entry grants less.
fn accounts_without(proposal: &Proposal, entry: &Entry, earlier: &[Entry]) -> Vec<UserName> {
    let logins = proposal.users.iter().map(|user| user.login.clone());
    let may = |login: &UserName| {
        let narrowed = Entry { who: Ok(Who::One(login.to_string())), ..entry.clone() };
        !earlier.iter().any(|before| before.grants_less_than(&narrowed))
    };
    logins.filter(may).collect()
}

fn whom(proposal: &Proposal, who: &Who, has_anonymous: bool) -> Result<Whom, String> {
    match who {
        Who::One(login) => {
            let user = proposal.users.iter().find(|user| user.login.as_str() == login);
            user.map(|user| Whom::User(user.login.clone()))
                .ok_or_else(|| format!("its account {login:?} is not imported"))
        }
        Who::Everybody if has_anonymous => Ok(Whom::Anyone),
        Who::Everybody | Who::Registered => Ok(Whom::RegisteredUsers),
        Who::Anonymous if has_anonymous => Ok(Whom::Anyone),
        Who::Anonymous => Err("it is for nobody: the users have no \"\" without a password".to_owned()),
    }
}

fn note_effects(proposal: &mut Proposal, about: &str, entry: &Entry) {
    if entry.who == Ok(Who::Anonymous) {
        proposal.note(about, What::SignedInToo);
    }
    if entry.actions.contains(Action::Push) && !entry.actions.contains(Action::Pull) {
        proposal.note(about, What::PushNeedsPull);
    }
    if !entry.other_actions.is_empty() {
        proposal.note(about, What::OtherActions(entry.other_actions.clone()));
    }
}
