//! The people in the tables of who can do what.

use serde_json::json;

use crate::harness::api::{access, anyone, group, person, registered_users, user};
use crate::harness::server::ADMIN;
use crate::harness::{Api, Credentials};

/// Makes everybody but `admin`, who is there, and `nobody` and `unknown`, who never are.
pub(crate) fn enter(admin: &Api) {
    admin.create_user("manager", json!({ "role": "manager" }));
    admin.create_user_with("reader", "team/*", &["pull"]);
    admin.create_user_with("writer", "team/*", &["pull", "push"]);
    admin.create_user_with("blind", "team/*", &["push"]);
    admin.create_user_with("remover", "team/*", &["pull", "delete"]);
    admin.create_user_with("owner", "team/*", &["pull", "push", "delete"]);
    admin.create_user("newcomer", json!({}));
    admin.create_user("mistaken", json!({}));

    let team = admin.create_group("team");
    admin.allow(&group(&team), "team/*", &["pull", "push"]);
    admin.create_user("member", json!({ "groups": [team] }));
    admin.create_user("disabled", json!({ "groups": [team], "disabled": true }));

    let expired = admin.create_user("expired", json!({}));
    let mut ended = access(&user(&expired), "team/*", &["pull", "push", "delete"]);
    ended["expires_at"] = json!("2020-01-01T00:00:00Z");
    admin.create("access", &ended);

    admin.allow(&registered_users(), "shared/*", &["pull"]);
    admin.allow(&registered_users(), "home/{login}/*", &["pull", "push"]);
    admin.allow(&anyone(), "public/*", &["pull"]);
}

pub(crate) fn credentials(caller: &str) -> Option<Credentials<'_>> {
    match caller {
        "admin" => Some(ADMIN),
        "nobody" => None,
        "mistaken" => Some(Credentials { login: caller, password: "not my password" }),
        _ => Some(person(caller)),
    }
}

/// Plays each row of a table, which begins with caller and repository, and compares what happens
/// with what the row says.
pub(crate) fn play(expected: &str, row: impl Fn(&str, &str) -> Vec<String>) {
    let (header, rows) = expected.split_once('\n').unwrap();
    let wrong = rows.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [caller, repository, expected @ ..] = &words[..] else { panic!("no row: {line}") };
        let found = row(caller, repository);
        (found != *expected).then(|| format!("\n{line}\n    found: {}", found.join(" ")))
    });
    let wrong: String = wrong.collect();
    assert!(wrong.is_empty(), "{header}{wrong}");
}
