//! Several servers on one PostgreSQL are like one.

use std::net::TcpListener;
use std::time::Instant;

use serde_json::{Value, json};

use crate::harness::api::person;
use crate::harness::fleet::Fleet;
use crate::harness::image::Image;
use crate::harness::process::free_port;
use crate::harness::registry::{Registry, Setup};
use crate::harness::server::{ADMIN, Server};
use crate::harness::skopeo::Skopeo;
use crate::harness::stage::NOTIFIER;
use crate::harness::token::ask;
use crate::harness::wait::until;
use crate::harness::{Credentials, http};

const CHANGES: usize = 20;
const LEADS: &str = "the background work is done here";

fn sign_in(server: &Server, credentials: Credentials<'_>) -> String {
    let body = json!({ "login": credentials.login, "password": credentials.password }).to_string();
    let headers = [("content-type", "application/json")];
    let answer = http::send("POST", &server.url("/auth/login"), &headers, Some(body)).expect(200);
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

fn status_with(server: &Server, cookie: &str) -> u16 {
    http::send("GET", &server.url("/api/v1/users"), &[("cookie", cookie)], None).status
}

#[test]
fn a_session_is_good_at_each_and_ends_at_all() {
    let fleet = Fleet::of(3, &[]);
    let cookie = sign_in(&fleet[0], ADMIN);
    assert!(fleet.iter().all(|server| status_with(server, &cookie) == 200));
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    http::send("POST", &fleet[1].url("/auth/logout"), &headers, None).expect(204);
    assert!(fleet.iter().all(|server| status_with(server, &cookie) == 401));
}

#[test]
fn what_is_revoked_at_one_is_soon_revoked_at_all() {
    let fleet = Fleet::of(3, &[]);
    let id = fleet[0].admin().create_user_with("alice", "team/**", &["pull"]);
    let status = |server: &Server| ask(server, Some(person("alice")), &["repository:team/app:pull"]).status;
    until("alice is known", || fleet.iter().all(|server| status(server) == 200).then_some(()));
    let mut times = Vec::new();
    for change in 0..CHANGES {
        let disabled = change % 2 == 0;
        let expected = if disabled { 401 } else { 200 };
        let path = format!("/api/v1/users/{id}");
        fleet[change % fleet.len()].admin().patch(&path, &json!({ "disabled": disabled })).expect(200);
        let begin = Instant::now();
        for server in fleet.iter() {
            until("it is in force", || {
                (status(server) == expected || (disabled && status(server) == 403)).then_some(())
            });
        }
        times.push(begin.elapsed());
    }
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("in force at all after: median {:?}, at most {:?}", at(50), at(100));
}

#[test]
fn wrong_passwords_are_counted_together() {
    let fleet = Fleet::of(3, &["--auth.max-failures=3"]);
    fleet[0].admin().create_user("alice", json!({}));
    let wrong = Credentials { login: "alice", password: "wrong" };
    for server in fleet.iter() {
        ask(server, Some(wrong), &[]).expect(401);
    }
    for server in fleet.iter() {
        ask(server, Some(person("alice")), &[]).expect(429);
    }
}

#[test]
fn another_key_is_refused_beside_the_others_and_taken_when_they_are_gone() {
    let mut fleet = Fleet::of(1, &[]);
    let folder = tempfile::tempdir().unwrap();
    let certificates = format!("--registry.certs.path={}", folder.path().join("other").display());
    let arguments = fleet[0].arguments();
    let option = |name: &str| arguments.iter().find(|option| option.starts_with(name)).unwrap().clone();
    let store = [option("--store.type="), option("--store.postgres.url=")];
    let ended = Server::start_in_vain(&[&store[0], &store[1], &certificates]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.stderr.contains("sign with another key"), "{ended:?}");
    fleet[0].stop();
    fleet[0].restart_with(&[&certificates]);
    fleet[0].admin().get("/api/v1/users").expect(200);
}

#[test]
fn what_the_registry_tells_to_any_is_looked_at_by_the_one_that_leads() {
    let port = free_port();
    let mut fleet = Fleet::of(2, &["--registry.host=http://127.0.0.1", &format!("--registry.port={port}")]);
    fleet[0].admin().create_user(NOTIFIER, json!({}));
    let setup = Setup { notifier: Some(person(NOTIFIER)), deletes: true, tls: None };
    let registry = Registry::start(port, &fleet[1].issuer(), setup);
    let push = |name: &str| {
        let image = Image::new(name);
        Skopeo::new(registry.host(), Some(ADMIN)).push(&image, name).expect_ok();
    };
    let await_tag = |server: &Server, repository: &str| {
        until("the tag is known", || (server.admin().tags(repository) == ["1"]).then_some(()));
    };
    until("the first leads", || fleet[0].log().contains(LEADS).then_some(()));
    push("team/first:1");
    await_tag(&fleet[1], "team/first");
    assert!(!fleet[1].log().contains(LEADS));

    fleet[0].kill();
    push("team/second:1");
    await_tag(&fleet[1], "team/second");
    assert!(fleet[1].log().contains(LEADS));
}

#[test]
fn a_sync_runs_at_one_alone_all_tell_of_it_and_the_next_takes_over_when_it_dies() {
    // It takes connections and says nothing.
    let registry = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = registry.local_addr().unwrap().port();
    let mut fleet = Fleet::of(3, &["--registry.host=http://127.0.0.1", &format!("--registry.port={port}")]);
    let status = |server: &Server| server.admin().get("/api/v1/registry/sync").expect(200).json();
    let begun = |server: &Server| status(server)["running"]["started_at"].clone();
    let first = until("the first syncs", || Some(begun(&fleet[0])).filter(|begun| !begun.is_null()));
    for server in fleet.iter() {
        until("it tells of it", || (begun(server) == first).then_some(()));
        assert_eq!(server.admin().start_sync().expect(409).json()["code"], "sync_runs");
    }
    fleet[0].kill();
    let next = until("another leads", || [1, 2].into_iter().find(|next| fleet[*next].log().contains(LEADS)));
    let (next, other) = (&fleet[next], &fleet[3 - next]);
    let is_new = |begun: &Value| !begun.is_null() && *begun != first;
    let second = until("another syncs", || Some(begun(next)).filter(is_new));
    until("the other tells of it", || (begun(other) == second).then_some(()));
    other.admin().start_sync().expect(409);
    assert!(!other.log().contains(LEADS));
    drop(registry);
    for server in [next, other] {
        assert_ne!(server.admin().await_sync()["failed"], json!([]));
    }
    assert_eq!(status(next), status(other));
}
