use std::collections::BTreeSet;

use domain::{Actions, Label, ResourcePattern, Role, UserName};
use ports::PasswordHash;

use super::Difference;

/// What a source says there should be, in our own words. Records name each other by their names,
/// since there are no ids yet.
#[derive(Debug, Clone, Default)]
pub struct Proposal {
    /// The accounts, no two with the same login.
    pub users: Vec<ProposedUser>,
    /// The groups, no two with the same name.
    pub groups: Vec<ProposedGroup>,
    /// The access rules; several may have the same name.
    pub accesses: Vec<ProposedAccess>,
    /// What will not be as it was.
    pub differences: Vec<Difference>,
    /// What differs with every source of this kind.
    pub in_general: &'static [&'static str],
}

/// An account.
#[derive(Debug, Clone)]
pub struct ProposedUser {
    /// See [`domain::User::login`].
    pub login: UserName,
    /// See [`domain::User::name`].
    pub name: Label,
    /// See [`domain::User::role`].
    pub role: Role,
    /// Names of proposed groups.
    pub groups: BTreeSet<Label>,
    /// See [`domain::User::disabled`].
    pub disabled: bool,
    /// See [`domain::User::description`].
    pub description: String,
    /// As it is in the source.
    pub password: PasswordHash,
}

/// A group.
#[derive(Debug, Clone)]
pub struct ProposedGroup {
    /// See [`domain::Group::name`].
    pub name: Label,
    /// See [`domain::Group::description`].
    pub description: String,
}

/// An access rule.
#[derive(Debug, Clone)]
pub struct ProposedAccess {
    /// See [`domain::Access::name`].
    pub name: Label,
    /// See [`domain::Access::subject`].
    pub whom: Whom,
    /// See [`domain::Access::resource`].
    pub resource: ResourcePattern,
    /// See [`domain::Access::actions`].
    pub actions: Actions,
    /// See [`domain::Access::disabled`].
    pub disabled: bool,
}

/// Whom a [`ProposedAccess`] is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// The proposed account with this login.
    User(UserName),
    /// The proposed group with this name.
    Group(Label),
    /// Everybody who is signed in.
    RegisteredUsers,
    /// Everybody.
    Anyone,
}

impl Proposal {
    pub(super) fn note(&mut self, about: impl Into<String>, what: super::What) {
        self.differences.push(Difference { about: about.into(), what });
    }

    /// Gives these accounts the role of an admin; the first of the logins that no account has, if any.
    pub(super) fn promote<'a>(&mut self, logins: &'a [UserName]) -> Option<&'a UserName> {
        let missing = logins.iter().find(|login| !self.users.iter().any(|user| user.login == **login));
        for user in self.users.iter_mut().filter(|user| logins.contains(&user.login)) {
            user.role = Role::Admin;
        }
        missing
    }
}

/// The text as a label, without what a label must not hold; `otherwise` if nothing is left.
pub(super) fn label(text: &str, otherwise: &Label) -> Label {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let short: String = plain.trim().chars().take(Label::MAX_LENGTH).collect();
    short.parse().unwrap_or_else(|_| otherwise.clone())
}

/// The label with a number behind it, the least from 2 on that is not taken, if it is taken itself.
pub(super) fn distinct(wanted: &Label, is_taken: impl Fn(&Label) -> bool) -> Label {
    let numbered = |number: u64| {
        let suffix = format!(" ({number})");
        let kept: String = wanted.as_str().chars().take(Label::MAX_LENGTH - suffix.len()).collect();
        format!("{}{suffix}", kept.trim_end()).parse::<Label>().ok()
    };
    let mut candidates = std::iter::once(Some(wanted.clone())).chain((2..).map(numbered)).flatten();
    candidates.find(|candidate| !is_taken(candidate)).unwrap_or_else(|| wanted.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Label {
        text.parse().unwrap()
    }

    #[test]
    fn any_text_becomes_a_label() {
        assert_eq!(label(" a\nb ", &text("x")), text("a b"));
        assert_eq!(label("\t", &text("x")), text("x"));
        assert_eq!(label(&"я".repeat(200), &text("x")), text(&"я".repeat(128)));
    }

    #[test]
    fn a_label_that_is_taken_gets_a_number() {
        let taken = [text("a"), text("a (2)")];
        assert_eq!(distinct(&text("a"), |label| taken.contains(label)), text("a (3)"));
        assert_eq!(distinct(&text("b"), |label| taken.contains(label)), text("b"));
        let long = text(&"x".repeat(128));
        assert_eq!(distinct(&long, |label| *label == long).as_str().len(), 128);
    }
}
