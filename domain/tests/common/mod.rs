//! Generators of a world so small that rules, people and repositories keep meeting each other.
#![expect(dead_code, unreachable_pub, reason = "each test uses some of them")]
#![expect(clippy::indexing_slicing, reason = "a value that cannot be made is a failed test")]

use std::ops::Range;

use domain::{
    Access, AccessId, Action, Actions, Asked, GroupId, RepositoryName, Requester, Resource, ResourcePattern, Role,
    Scope, Subject, User, UserId,
};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The moment at which everything is decided.
pub const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

const LOGINS: [&str; 3] = ["alice", "bob", "carol"];
const IDS: Range<u128> = 0..3;
const WORDS: [&str; 4] = ["a", "b", "home", "alice"];

/// Who asks; none is nobody we know.
pub type Caller = Option<User>;

pub fn requester(caller: &Caller) -> Requester<'_> {
    caller.as_ref().map_or(Requester::Anonymous, Requester::User)
}

pub fn caller() -> impl Strategy<Value = Caller> {
    proptest::option::weighted(0.8, user())
}

pub fn user() -> impl Strategy<Value = User> {
    let groups = btree_set(IDS.prop_map(|id| GroupId(Uuid::from_u128(id))), 0..=2);
    let blocked = (proptest::bool::weighted(0.2), proptest::bool::weighted(0.2));
    (IDS, select(&Role::ALL), groups, blocked).prop_map(|(id, role, groups, (disabled, must_change_password))| {
        let login = LOGINS[id as usize];
        User {
            id: UserId(Uuid::from_u128(id)),
            login: login.parse().unwrap(),
            name: login.parse().unwrap(),
            role,
            groups,
            disabled,
            description: String::new(),
            must_change_password,
            created_at: NOW,
        }
    })
}

/// A user who lives by accesses alone: neither blocked nor an admin.
pub fn plain_user() -> impl Strategy<Value = User> {
    (user(), select(vec![Role::User, Role::Manager])).prop_map(|(user, role)| User { role, ..active(user) })
}

/// The same user, not blocked.
pub fn active(user: User) -> User {
    User { disabled: false, must_change_password: false, ..user }
}

pub fn accesses() -> impl Strategy<Value = Vec<Access>> {
    vec(access(), 0..6)
}

pub fn access() -> impl Strategy<Value = Access> {
    let expires_at = proptest::option::weighted(0.3, (-1..=1_i64).prop_map(|hours| NOW + Duration::hours(hours)));
    (any::<u128>(), subject(), small_pattern(), actions(), proptest::bool::weighted(0.2), expires_at).prop_map(
        |(id, subject, resource, actions, disabled, expires_at)| Access {
            id: AccessId(Uuid::from_u128(id)),
            name: format!("access {id}").parse().unwrap(),
            subject,
            resource,
            actions,
            disabled,
            expires_at,
        },
    )
}

fn subject() -> impl Strategy<Value = Subject> {
    prop_oneof![
        IDS.prop_map(|id| Subject::User(UserId(Uuid::from_u128(id)))),
        IDS.prop_map(|id| Subject::Group(GroupId(Uuid::from_u128(id)))),
        Just(Subject::RegisteredUsers),
        Just(Subject::Anyone),
    ]
}

pub fn actions() -> impl Strategy<Value = Actions> {
    subsequence(Action::ALL.to_vec(), 0..=Action::ALL.len()).prop_map(Actions::from_iter)
}

pub fn asked() -> impl Strategy<Value = Asked> {
    (actions(), any::<bool>()).prop_map(|(by_name, everything)| Asked { by_name, everything })
}

/// A scope on a repository of the small world, on the catalogue or on something unknown.
pub fn scope() -> impl Strategy<Value = Scope> {
    let resource = prop_oneof![
        6 => small_name().prop_map(Resource::Repository),
        1 => Just(Resource::Catalog),
        1 => unknown_resource(),
    ];
    (resource, asked()).prop_map(|(resource, asked)| Scope { resource, asked })
}

pub fn repository_scope() -> impl Strategy<Value = Scope> {
    (small_name().prop_map(Resource::Repository), asked()).prop_map(|(resource, asked)| Scope { resource, asked })
}

pub fn unknown_resource() -> impl Strategy<Value = Resource> {
    let known = |resource_type: &str, name: &str| {
        resource_type == "repository" || (resource_type == "registry" && name == "catalog")
    };
    ("registry|[a-z0-9]{1,8}", "[!-~]{1,20}")
        .prop_filter("is known", move |(resource_type, name)| !known(resource_type, name))
        .prop_map(|(resource_type, name)| Resource::Other { resource_type, name })
}

/// A name of the small world, one to three components deep.
pub fn small_name() -> impl Strategy<Value = RepositoryName> {
    vec(select(&WORDS), 1..=3).prop_map(|words| words.join("/").parse().unwrap())
}

/// A pattern over the small world.
pub fn small_pattern() -> impl Strategy<Value = ResourcePattern> {
    pattern_of(select(&WORDS).prop_map(str::to_owned).boxed())
}

/// A pattern whose exact components come from `exact`.
pub fn pattern_of(exact: BoxedStrategy<String>) -> impl Strategy<Value = ResourcePattern> {
    let component = prop_oneof![3 => exact, 1 => Just("*".to_owned()), 1 => Just("{login}".to_owned())];
    (vec(component, 0..=3), any::<bool>()).prop_map(|(mut components, and_below)| {
        if and_below || components.is_empty() {
            components.push("**".to_owned());
        }
        components.join("/").parse().unwrap()
    })
}

/// A component by the grammar of the OCI distribution spec.
pub fn component() -> impl Strategy<Value = String> {
    "[a-z0-9]{1,5}((\\.|_|__|-{1,3})[a-z0-9]{1,5}){0,2}"
}

/// The text of a repository name by the grammar, perhaps behind a host and its port.
pub fn name_text() -> impl Strategy<Value = String> {
    let path = vec(component(), 1..=5).prop_map(|components| components.join("/"));
    let host = proptest::option::weighted(0.3, (component(), 0..=65_535_u32));
    (host, path).prop_map(|(host, path)| match host {
        Some((host, port)) => format!("{host}:{port}/{path}"),
        None => path,
    })
}
