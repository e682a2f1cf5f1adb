use domain::{Actions, RepositoryName};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::json;

use super::*;
use crate::services::import::Whom;

const HASH: &str = "$2y$05$LO.vzwpWC5LZGqThvEfznu8qhb5SGqvBSWY1J3yZ4AxtMRZ3kN5jC";
const ACCOUNTS: [&str; 3] = ["alice", "bob", ""];
const NAMES: [&str; 7] = ["a", "b", "ab", "a/b", "alice/b", "bob/a/b", "a/ab"];

fn said(file: Value) -> Proposal {
    proposal(file.as_object().unwrap())
}

fn codes(proposal: &Proposal) -> Vec<(&str, &str)> {
    proposal.differences.iter().map(|difference| (difference.about.as_str(), difference.what.code())).collect()
}

fn rules(proposal: &Proposal) -> Vec<String> {
    let rule = |access: &crate::services::import::ProposedAccess| {
        format!("{}: {:?} {} {}", access.name, access.whom, access.actions, access.resource)
    };
    proposal.accesses.iter().map(rule).collect()
}

#[test]
fn a_usual_configuration_comes_as_a_whole() {
    let proposal = said(json!({
        "users": { "admin": { "password": HASH }, "test": { "password": HASH }, "": {} },
        "acl": [
            { "match": { "account": "admin" }, "actions": ["*"], "comment": "Everything" },
            { "match": { "account": "/.+/", "name": "${account}/*" }, "actions": ["*"] },
            { "match": { "account": "/.+/", "type": "repository" }, "actions": ["pull"] },
            { "match": { "account": "", "name": "public/**" }, "actions": ["pull"] },
        ],
    }));
    assert_eq!(codes(&proposal), [("ACL entry 4", "signed_in_too")]);
    let logins: Vec<_> = proposal.users.iter().map(|user| user.login.as_str()).collect();
    assert_eq!(logins, ["admin", "test"]);
    assert_eq!(
        rules(&proposal),
        [
            "Everything: User(UserName(\"admin\")) pull,push,delete **",
            "ACL entry 2: RegisteredUsers pull,push,delete {login}/*",
            "ACL entry 3: RegisteredUsers pull **",
            "ACL entry 4: Anyone pull public/*",
        ]
    );
}

#[test]
fn an_entry_for_many_stops_at_those_to_whom_an_earlier_one_grants_less() {
    let mut file = json!({
        "users": { "alice": { "password": HASH }, "bob": { "password": HASH }, "test": { "password": HASH }, "": {} },
        "acl": [
            { "match": { "account": "test" }, "actions": [] },
            { "match": { "account": "bob", "name": "team/x" }, "actions": ["pull"] },
            { "match": { "account": "/.+/" }, "actions": ["pull"], "comment": "Read" },
            { "match": { "name": "team/*" }, "actions": ["*"] },
        ],
    });
    let proposal = said(file.clone());
    let left_out = [("ACL entry 1", "not_imported"), ("ACL entry 3", "only_for"), ("ACL entry 4", "not_imported")];
    assert_eq!(codes(&proposal), left_out);
    assert_eq!(
        rules(&proposal),
        [
            "ACL entry 2: User(UserName(\"bob\")) pull team/x",
            "alice: Read: User(UserName(\"alice\")) pull **",
            "bob: Read: User(UserName(\"bob\")) pull **",
        ]
    );
    file["users"] = json!({ "test": { "password": HASH } });
    assert_eq!(rules(&said(file)), Vec::<String>::new());
}

#[test]
fn what_cannot_be_said_is_told_and_never_widened() {
    let entry = |match_: Value, actions: Value| json!({ "match": match_, "actions": actions });
    let acl = [
        entry(json!({ "ip": "127.0.0.0/8" }), json!(["*"])),
        entry(json!({ "account": "test", "name": "test-*" }), json!(["*"])),
        entry(json!({ "account": "test" }), json!([])),
        entry(json!({ "account": "test", "name": "x" }), json!(["pull"])),
        entry(json!({ "labels": { "group": "VIP" } }), json!(["push"])),
        entry(json!({ "name": "${labels:group}/*" }), json!(["push"])),
        entry(json!({ "account": "/^(.+)@x$/", "name": "${account:1}/*" }), json!(["pull"])),
        entry(json!({ "type": "registry", "name": "catalog" }), json!(["*"])),
        entry(json!({ "account": ["admin"] }), json!(["*"])),
        entry(json!({ "acount": "admin" }), json!(["*"])),
        entry(Value::Null, json!(["*"])),
        json!(5),
        entry(json!({ "account": "ldap-user" }), json!(["pull"])),
        entry(json!({ "account": "admin", "name": "{login}/x" }), json!(["pull"])),
        entry(json!({ "account": "", "name": "x" }), json!(["pull"])),
    ];
    let proposal =
        said(json!({ "users": { "admin": { "password": HASH }, "test": { "password": HASH } }, "acl": acl }));
    assert_eq!(rules(&proposal), Vec::<String>::new());
    let expected: Vec<_> = (1..=15).map(|number| format!("ACL entry {number}")).collect();
    assert_eq!(codes(&proposal), expected.iter().map(|about| (about.as_str(), "not_imported")).collect::<Vec<_>>());
}

#[test]
fn accounts_that_cannot_sign_in_here_are_told() {
    let proposal = said(json!({
        "users": { "open": {}, "none": null, "plain": { "password": "x" }, "a/b": { "password": HASH }, "1": { "password": HASH } },
        "ldap_auth": {},
    }));
    let mut codes = codes(&proposal);
    codes.sort_unstable();
    let left_out = ["ldap_auth", "user \"a/b\"", "user \"none\"", "user \"open\"", "user \"plain\""];
    assert_eq!(codes, left_out.map(|about| (about, "not_imported")));
    assert_eq!(proposal.users[0].login.as_str(), "1");
}

/// What docker_auth decides, as its documentation says: the first entry that matches.
fn decided(acl: &[Value], account: &str, name: &str, is_from_ip: bool) -> Actions {
    let found = acl.iter().find(|entry| {
        let of = |key: &str| entry["match"][key].as_str();
        of("account").is_none_or(|pattern| account_matches(pattern, account))
            && of("name").is_none_or(|pattern| name_matches(&pattern.replace("${account}", account), name))
            && of("type").is_none_or(|pattern| pattern == "repository")
            && (of("ip").is_none() || is_from_ip)
    });
    let words = found.map(|entry| entry["actions"].as_array().unwrap().clone()).unwrap_or_default();
    match words == ["*"] {
        true => Actions::ALL,
        false => words.iter().map(|word| word.as_str().unwrap().parse::<domain::Action>().unwrap()).collect(),
    }
}

fn account_matches(pattern: &str, account: &str) -> bool {
    match pattern {
        "*" => true,
        "/.+/" => !account.is_empty(),
        "/^a/" | "a*" => account.starts_with('a'),
        _ => pattern == account,
    }
}

fn name_matches(pattern: &str, name: &str) -> bool {
    let (patterns, names) = (pattern.split('/').collect::<Vec<_>>(), name.split('/').collect::<Vec<_>>());
    match pattern {
        "/.*/" => true,
        "/^a/" => name.starts_with('a'),
        _ => {
            patterns.len() == names.len()
                && patterns.iter().zip(names).all(|(pattern, name)| match pattern.trim_end_matches('*') {
                    head if head.len() < pattern.len() => name.starts_with(head),
                    exact => exact == name,
                })
        }
    }
}

/// What the rules that are proposed grant, and whether one does that is told to do so anew.
fn granted(proposal: &Proposal, account: &str, name: &str) -> (Actions, Actions) {
    let name: RepositoryName = name.parse().unwrap();
    let login = account.parse().ok();
    let matching = proposal.accesses.iter().filter(|access| {
        let is_meant = match &access.whom {
            Whom::User(user) => user.as_str() == account,
            Whom::RegisteredUsers => !account.is_empty(),
            Whom::Anyone => true,
            Whom::Group(_) => false,
        };
        is_meant && access.resource.matches(&name, login.as_ref())
    });
    let is_told = |about: &str| codes(proposal).contains(&(about, "signed_in_too"));
    matching.fold((Actions::NONE, Actions::NONE), |(all, told), access| match is_told(access.name.as_str()) {
        true => (all | access.actions, told | access.actions),
        false => (all | access.actions, told),
    })
}

fn entry() -> impl Strategy<Value = Value> {
    let text = |texts: &'static [&'static str]| proptest::option::of(select(texts));
    let actions = prop_oneof![
        2 => Just(vec!["*"]),
        3 => subsequence(vec!["pull", "push", "delete"], 0..=3),
    ];
    (
        text(&["alice", "bob", "", "/.+/", "*", "/^a/", "a*"]),
        text(&["a", "a/b", "a/*", "*/b", "${account}/*", "a*", "*", "**", "/.*/", "/^a/", "*/*"]),
        proptest::option::weighted(0.2, select(&["repository", "registry"][..])),
        proptest::option::weighted(0.1, Just("10.0.0.0/8")),
        actions,
    )
        .prop_map(|(account, name, kind, ip, actions)| {
            json!({ "match": { "account": account, "name": name, "type": kind, "ip": ip }, "actions": actions })
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn rules_grant_nothing_that_the_acl_does_not_and_the_same_if_nothing_is_told(
        acl in vec(entry(), 0..6),
        has_anonymous in any::<bool>(),
    ) {
        let mut users = json!({ "alice": { "password": HASH }, "bob": { "password": HASH } });
        if has_anonymous {
            users[""] = json!({});
        }
        let proposal = said(json!({ "users": users, "acl": acl }));
        let is_whole = codes(&proposal).iter().all(|(_, code)| *code == "push_needs_pull");
        for account in ACCOUNTS {
            for name in NAMES {
                let (all, told) = granted(&proposal, account, name);
                for is_from_ip in [false, true] {
                    let before = match account.is_empty() && !has_anonymous {
                        true => Actions::NONE,
                        false => decided(&acl, account, name, is_from_ip),
                    };
                    let told = if account.is_empty() { Actions::NONE } else { told };
                    prop_assert!((before | told).contains_all(all), "{account} {name}: {before}, now {all}");
                    prop_assert!(!is_whole || before == all, "{account} {name}: {before}, now {all}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn any_configuration_can_be_read(account in any::<String>(), name in any::<String>(), word in any::<String>()) {
        let acl = json!([{ "match": { "account": account, "name": name }, "actions": [word] }]);
        let proposal = said(json!({ "users": { account: { "password": word } }, "acl": acl }));
        prop_assert!(proposal.accesses.len() <= 1);
    }
}
