//! Before and after moving in, everybody may do the same, but for what the plan tells.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tempfile::TempDir;

use super::database::{ANYONE, Access, Database, REGISTERED_USERS, User};
use super::{differences, server_after_import};
use crate::harness::Server;
use crate::harness::api::person;
use crate::harness::token::{Token, ask};

const REPOSITORIES: [&str; 14] = [
    "app",
    "007",
    "team/app",
    "team/ap--p",
    "team/web",
    "team/db/main",
    "team/update-service",
    "unlike/x",
    "a.b/c_d",
    "public/tool",
    "public/base",
    "shared/lib",
    "x",
    "team/a--pp",
];
const ACTIONS: [&str; 3] = ["pull", "push", "delete"];
const SAMPLES: usize = 10_000;

/// What was granted before: by an access of exactly this owner, name and action, whose name was
/// compared with what is left of the name that is asked for.
impl Database {
    fn allowed(&self, login: Option<&str>, repository: &str, action: &str) -> bool {
        match login.and_then(|login| self.signed_in_by(login)) {
            Some(user) if user.disabled || login != Some(&user.login) => false,
            Some(user) if user.role == "admin" => true,
            Some(user) => self.granting(user.id, repository, action).is_some(),
            None => self.granting(ANYONE, repository, action).is_some(),
        }
    }

    /// A number is an id; who is unknown is taken for nobody.
    fn signed_in_by(&self, login: &str) -> Option<&User> {
        self.users.iter().find(|user| match login.parse::<i64>() {
            Ok(id) => user.id == id,
            Err(_) => user.login == login,
        })
    }

    fn granting(&self, owner: i64, repository: &str, action: &str) -> Option<&Access> {
        let name = stripped(repository);
        self.accesses
            .iter()
            .filter(|access| !access.disabled && access.resource_type == "repository")
            .find(|access| access.owner == owner && access.resource_name == name && access.action == action)
    }

    /// The accesses that promise this to somebody, whether that was kept or not.
    fn promising(&self, login: Option<&str>, repository: &str, action: &str) -> impl Iterator<Item = &Access> {
        let user = login.and_then(|login| self.users.iter().find(|user| user.login == login));
        self.accesses.iter().filter(move |access| {
            let is_meant = match access.owner {
                ANYONE => true,
                REGISTERED_USERS => user.is_some(),
                owner if access.is_group => user.is_some_and(|user| user.group == owner),
                owner => user.is_some_and(|user| user.id == owner),
            };
            is_meant && !access.disabled && access.resource_name == repository && access.action == action
        })
    }
}

fn stripped(name: &str) -> String {
    const WORDS: [&str; 9] = ["--", "select", "update", "insert", "delete", "like", "where", "alter", "union"];
    let less = WORDS.iter().fold(name.to_owned(), |name, word| name.replace(word, ""));
    if less == name { less } else { stripped(&less) }
}

/// Which difference that the plan tells is behind another decision, if any is.
struct Told<'a> {
    database: &'a Database,
    plan: BTreeSet<String>,
}

impl Told<'_> {
    fn reason(&self, login: Option<&str>, repository: &str, action: &str, before: bool) -> Option<&'static str> {
        let user = login.map(|login| self.database.users.iter().find(|user| user.login == login));
        let is_told = |about: &str, code: &str| self.plan.contains(&format!("{about}: {code}"));
        match user {
            Some(None) if before => return Some("in general: somebody unknown"),
            Some(Some(user)) if before && is_told(&format!("user {}", user.id), "not_imported") => {
                return Some("user: not_imported");
            }
            Some(Some(user)) if is_told(&format!("user {}", user.id), "numeric_login") => {
                return Some("user: numeric_login");
            }
            _ => {}
        }
        let among = |access: &Access, codes: &[&'static str]| {
            codes.iter().copied().find(|code| is_told(&format!("access {}", access.id), code))
        };
        if before {
            let owner = user.flatten().map_or(ANYONE, |user| user.id);
            let told = among(
                self.database.granting(owner, repository, action)?,
                &["not_imported", "members", "push_needs_pull"],
            );
            return told.or((stripped(repository) != repository).then_some("in general: words taken out of names"));
        }
        let codes = ["signed_in_too", "registered_users", "members", "never_matched"];
        self.database.promising(login, repository, action).find_map(|access| among(access, &codes))
    }
}

#[test]
fn ten_thousand_decisions_are_the_same_but_for_what_is_told() {
    let mut dice = Dice(2023);
    let database = random(&mut dice);
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("old.db");
    database.write(&source);
    let (server, plan) = server_after_import(&source, &[]);
    let told = Told { database: &database, plan: differences(&plan).into_iter().collect() };

    let mut askers: Vec<Option<&str>> = database.users.iter().map(|user| Some(user.login.as_str())).collect();
    askers.extend([None, Some("ghost")]);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sampled = 0;
    while sampled < SAMPLES {
        for login in &askers {
            let asked: Vec<_> = (0..40).map(|_| (dice.pick(&REPOSITORIES), dice.pick(&ACTIONS))).collect();
            let granted = granted(&server, *login, &asked);
            for (repository, action) in &asked {
                let before = database.allowed(*login, repository, action);
                let now = granted.contains(&(repository.to_string(), action.to_string()));
                let kind = match (before, now) {
                    (true, true) => "granted",
                    (false, false) => "refused",
                    _ => told.reason(*login, repository, action, before).unwrap_or_else(|| {
                        panic!("{login:?} {action} {repository}: {before} before, {now} now, and nothing tells it: {plan:#}")
                    }),
                };
                *seen.entry(kind).or_default() += 1;
            }
            sampled += asked.len();
        }
    }
    let kinds = [
        "granted",
        "in general: somebody unknown",
        "in general: words taken out of names",
        "members",
        "never_matched",
        "not_imported",
        "push_needs_pull",
        "refused",
        "registered_users",
        "signed_in_too",
        "user: not_imported",
        "user: numeric_login",
    ];
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), kinds, "each is met: {seen:?}");
    assert!(seen["granted"] > 500 && seen["refused"] > 500, "{seen:?}");
}

fn granted(server: &Server, login: Option<&str>, asked: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    let scopes: Vec<_> = asked.iter().map(|(name, action)| format!("repository:{name}:{action}")).collect();
    let answer = ask(server, login.map(person), &scopes.iter().map(String::as_str).collect::<Vec<_>>());
    if answer.status != 200 {
        assert!([401, 403].contains(&answer.status), "{answer:?}");
        return BTreeSet::new();
    }
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let claims = Token::of(answer).claims;
    let grants = claims["access"].as_array().unwrap().iter();
    grants
        .flat_map(|grant| {
            grant["actions"].as_array().unwrap().iter().map(move |action| (text(&grant["name"]), text(action)))
        })
        .collect()
}

/// Users, groups and accesses of every kind, odd ones among them.
fn random(dice: &mut Dice) -> Database {
    let groups = (1..=5).map(|id| (id, format!("group {id}"))).collect();
    let mut logins: Vec<_> = (1..=40).map(|number| format!("user{number}")).collect();
    logins.extend(["7", "1001", "john doe", "Bob.Smith+ci@example.org"].map(str::to_owned));
    let users = (1..).zip(logins).map(|(id, login)| User {
        id,
        login,
        role: dice.pick(&["user", "user", "user", "user", "user", "manager", "admin", "operator"]),
        group: [1, 2, 3, 4, 5, 9][dice.roll(6)],
        disabled: dice.roll(8) == 0,
    });
    let mut users: Vec<User> = users.collect();
    for user in &mut users[40..] {
        (user.role, user.disabled) = ("user", false);
    }
    let mut taken = BTreeSet::new();
    let mut accesses = Vec::new();
    while accesses.len() < 600 {
        let owner = match dice.roll(40) {
            0 => ANYONE,
            1 => REGISTERED_USERS,
            // Accesses of groups are among these.
            2..=9 => i64::try_from(dice.roll(9)).unwrap(),
            _ => i64::try_from(dice.roll(46)).unwrap(),
        };
        let resource_name = dice.pick(&[&REPOSITORIES[..], &["team/*", "Team/App"]].concat());
        let action = dice.pick(&["pull", "pull", "push", "push", "delete", "*", "Pull", "pull,push"]);
        let resource_type = dice.pick(&["repository", "repository", "repository", "repository", "registry"]);
        if owner != 0 && taken.insert((owner, resource_type, resource_name, action)) {
            accesses.push(Access {
                id: i64::try_from(accesses.len()).unwrap() + 1,
                owner,
                is_group: owner > 0 && owner < 9 && dice.roll(3) == 0,
                resource_type,
                resource_name: resource_name.to_owned(),
                action,
                disabled: dice.roll(6) == 0,
            });
        }
    }
    Database { users, groups, accesses }
}

/// Falls the same way each time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    fn pick(&mut self, texts: &[&'static str]) -> &'static str {
        texts[self.roll(texts.len())]
    }
}
