use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const HASH: &str = "$2a$10$LO.vzwpWC5LZGqThvEfznu8qhb5SGqvBSWY1J3yZ4AxtMRZ3kN5jC";

fn user(id: i64, login: &str) -> PredecessorUser {
    let (login, name, password, role) = (login.into(), "A name".into(), HASH.into(), "user".into());
    PredecessorUser { id, login, name, password, role, group: 1, ..PredecessorUser::default() }
}

fn group(id: i64, name: &str) -> PredecessorGroup {
    PredecessorGroup { id, name: name.into(), description: String::new() }
}

fn access(id: i64, owner: i64, resource_name: &str, action: &str) -> PredecessorAccess {
    PredecessorAccess {
        id,
        owner,
        name: format!("Rule {id}"),
        resource_type: "repository".into(),
        resource_name: resource_name.into(),
        action: action.into(),
        ..PredecessorAccess::default()
    }
}

fn said(accesses: Vec<PredecessorAccess>) -> Proposal {
    let users = vec![user(1, "alice"), user(2, "bob")];
    proposal(&PredecessorRecords { users, groups: vec![group(1, "default"), group(2, "dev")], accesses })
}

fn told(proposal: &Proposal) -> Vec<(&str, &str)> {
    proposal.differences.iter().map(|difference| (difference.about.as_str(), difference.what.code())).collect()
}

fn rules(proposal: &Proposal) -> Vec<String> {
    let rule = |access: &ProposedAccess| {
        let disabled = if access.disabled { " disabled" } else { "" };
        format!("{}: {:?} {} {}{disabled}", access.name, access.whom, access.actions, access.resource)
    };
    proposal.accesses.iter().map(rule).collect()
}

#[test]
fn actions_of_somebody_on_something_become_one_rule() {
    let disabled = PredecessorAccess { disabled: true, ..access(4, 1, "team/app", "delete") };
    let accesses = vec![
        access(1, 1, "team/app", "push"),
        access(2, 2, "team/app", "pull"),
        access(3, 1, "team/app", "pull"),
        disabled,
    ];
    let proposal = said(accesses);
    assert_eq!(
        rules(&proposal),
        [
            "Rule 1: User(UserName(\"alice\")) pull,push team/app",
            "Rule 2: User(UserName(\"bob\")) pull team/app",
            "Rule 4: User(UserName(\"alice\")) delete team/app disabled",
        ]
    );
    assert_eq!(told(&proposal), []);
}

#[test]
fn what_was_promised_and_not_kept_is_told() {
    let of_group = PredecessorAccess { is_group: true, ..access(3, 2, "c", "pull") };
    let proposal = said(vec![
        access(1, -1000, "a", "pull"),
        access(2, -999, "b", "pull"),
        of_group,
        access(4, 1, "team/update-service", "pull"),
        access(5, 1, "d", "push"),
        access(6, 1, "a", "push"),
    ]);
    let expected = [
        ("access 1", "signed_in_too"),
        ("access 2", "registered_users"),
        ("access 3", "members"),
        ("access 4", "never_matched"),
        ("access 5", "push_needs_pull"),
    ];
    assert_eq!(told(&proposal), expected);
    assert_eq!(proposal.accesses.len(), 6);
    assert_eq!(proposal.differences[2].what, What::Members(Some("bob".parse().unwrap())));
}

#[test]
fn what_had_no_effect_gets_none() {
    let odd_type = PredecessorAccess { resource_type: "registry".into(), ..access(1, 1, "catalog", "*") };
    let no_group = PredecessorAccess { is_group: true, ..access(2, 9, "a", "pull") };
    let accesses = vec![
        odd_type,
        no_group,
        access(3, 9, "a", "pull"),
        access(4, 1, "a", "*"),
        access(5, 1, "a", "pull,push"),
        access(6, 1, "team/*", "pull"),
        access(7, 1, "**", "pull"),
        access(8, 1, "Team", "pull"),
        access(9, 1, "{login}", "pull"),
    ];
    let expected: Vec<_> = accesses.iter().map(about).collect();
    let proposal = said(accesses);
    assert_eq!(rules(&proposal), Vec::<String>::new());
    assert_eq!(told(&proposal), expected.iter().map(|about| (about.as_str(), "not_imported")).collect::<Vec<_>>());
}

#[test]
fn accounts_and_groups_that_are_odd_are_told() {
    let odd = [
        PredecessorUser { role: "operator".into(), ..user(1, "carol") },
        PredecessorUser { group: 7, ..user(2, "dave") },
        user(3, "1001"),
        user(4, "john doe"),
        PredecessorUser { password: "plain".into(), ..user(5, "erin") },
        user(6, "carol"),
        PredecessorUser { name: "\n".into(), ..user(7, "frank") },
    ];
    let groups = vec![group(1, "default"), group(2, " default"), group(3, "")];
    let proposal = proposal(&PredecessorRecords { users: odd.into(), groups, accesses: Vec::new() });
    assert_eq!(
        told(&proposal),
        [
            ("group 2", "renamed"),
            ("group 3", "renamed"),
            ("user 1", "unknown_role"),
            ("user 2", "missing_group"),
            ("user 3", "numeric_login"),
            ("user 4", "not_imported"),
            ("user 5", "not_imported"),
            ("user 6", "not_imported"),
        ]
    );
    let groups: Vec<_> = proposal.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(groups, ["default", "default (2)", "group 3"]);
    let accounts: Vec<_> =
        proposal.users.iter().map(|user| (user.login.as_str(), user.name.as_str(), user.role)).collect();
    assert_eq!(
        accounts,
        [
            ("carol", "A name", Role::User),
            ("dave", "A name", Role::User),
            ("1001", "A name", Role::User),
            ("frank", "frank", Role::User)
        ]
    );
}

proptest! {
    #[test]
    fn whatever_is_in_the_file_each_record_comes_or_is_told(
        logins in vec(any::<String>(), 0..4),
        names in vec(any::<String>(), 0..4),
        rows in vec((-1001..4_i64, any::<bool>(), any::<String>(), "a|team/app|[a-z*/:-]{0,6}", "pull|push|.{0,4}"), 0..8),
        role in select(&["admin", "user", "", "ADMIN"][..]),
    ) {
        let users = (1..).zip(&logins).map(|(id, login)| PredecessorUser { role: role.into(), ..user(id, login) }).collect();
        let groups = (1..).zip(&names).map(|(id, name)| group(id, name)).collect();
        let accesses = (1..).zip(rows).map(|(id, (owner, is_group, name, resource, action))| {
            PredecessorAccess { is_group, name, ..access(id, owner, &resource, &action) }
        });
        let records = PredecessorRecords { users, groups, accesses: accesses.collect() };
        let proposal = proposal(&records);
        let left_out = |kind: &str| {
            told(&proposal).iter().filter(|(about, code)| *code == "not_imported" && about.starts_with(kind)).count()
        };
        let actions: usize = proposal.accesses.iter().map(|access| access.actions.iter().count()).sum();
        prop_assert_eq!(proposal.users.len() + left_out("user"), records.users.len());
        prop_assert_eq!(proposal.groups.len(), records.groups.len());
        prop_assert!(actions + left_out("access") <= records.accesses.len());
        prop_assert!(proposal.users.iter().all(|user| user.role == Role::Admin) == (role == "admin") || logins.is_empty() || proposal.users.is_empty());
    }
}
