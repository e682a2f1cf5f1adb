//! Accounts repaired right in the store, beside a server that runs.

use std::fs;

use serde_json::json;

use crate::harness::http::Answer;
use crate::harness::program::{Ended, call};
use crate::harness::server::ADMIN;
use crate::harness::token::post;
use crate::harness::wait::until;
use crate::harness::{Credentials, Server};

const NEW: &str = "another whale in the bay";

#[test]
fn accounts_are_listed_with_their_state() {
    let server = Server::start(&[]);
    server.admin().create_user("alice", json!({ "name": "Alice A.", "disabled": true }));
    server.admin().create_user("bob", json!({ "must_change_password": true }));
    let list = server.command(&["user", "list"]).printed();
    let lines: Vec<Vec<_>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(
        lines,
        [
            vec!["LOGIN", "ROLE", "STATE", "NAME"],
            vec!["admin", "admin", "enabled", "admin"],
            vec!["alice", "user", "disabled", "Alice", "A."],
            vec!["bob", "user", "must", "change", "password", "bob"],
        ]
    );
}

#[test]
fn an_admin_is_made_with_a_password_that_is_shown_once_and_must_be_changed() {
    let server = Server::start(&[]);
    let printed = server.command(&["user", "create-admin", "root"]).printed();
    let password = printed.lines().find_map(|line| line.strip_prefix("Password: ")).unwrap();
    assert_eq!(password.len(), 24);
    let root = Credentials { login: "root", password };
    until("the server knows the new admin", || (get(&server, root, "/api/v1/users").status == 403).then_some(()));
    assert_eq!(get(&server, root, "/api/v1/users").json()["code"], "password_change_required");

    let change = json!({ "old_password": password, "new_password": NEW });
    let changed = server.caller(root).send("PUT", "/auth/user/password", Some(&change));
    assert!((200..300).contains(&changed.status), "{changed:?}");
    get(&server, Credentials { login: "root", password: NEW }, "/api/v1/users").expect(200);

    let complaint = server.command(&["user", "create-admin", "root"]).complained(1);
    assert!(complaint.contains("has this login already"), "{complaint}");
}

#[test]
fn a_reset_password_is_in_force_beside_the_server_and_ends_what_the_old_one_began() {
    let server = Server::start(&[]);
    let password = [("grant_type", "password"), ("username", "admin"), ("password", ADMIN.password)];
    let granted = post(&server, &[&password[..], &[("access_type", "offline")]].concat()).expect(200).json();
    let token = granted["refresh_token"].as_str().unwrap();
    let refresh = || post(&server, &[("grant_type", "refresh_token"), ("refresh_token", token)]);
    refresh().expect(200);

    let reset =
        server.command_with_input(&["user", "reset-password", "admin", "--password-stdin"], &format!("{NEW}\n"));
    let printed = reset.printed();
    assert!(!printed.contains(NEW), "{printed}");

    let new = Credentials { login: "admin", password: NEW };
    until("the new password is in force", || (get(&server, new, "/api/v1/users").status == 200).then_some(()));
    get(&server, ADMIN, "/api/v1/users").expect(401);
    refresh().expect(401);
}

#[test]
fn a_disabled_admin_is_enabled_by_who_asks_for_it() {
    let server = Server::start(&[]);
    let id = server.admin().create_user("alice", json!({ "role": "admin", "disabled": true }));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    fs::write(&file, NEW).unwrap();
    let reset = |more: &[&str]| {
        let words = ["user", "reset-password", "alice", "--password-file", file.to_str().unwrap()];
        server.command(&[&words, more].concat()).printed()
    };
    assert!(reset(&[]).contains("--enable"));
    assert_eq!(server.admin().get(&format!("/api/v1/users/{id}")).json()["disabled"], true);
    assert!(reset(&["--enable", "--must-change"]).contains("has to be changed"));
    let alice = server.admin().get(&format!("/api/v1/users/{id}")).json();
    assert_eq!((&alice["disabled"], &alice["must_change_password"]), (&json!(false), &json!(true)));
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let server = Server::start(&[]);
    let refused = |words: &[&str], input: &str, code: i32, why: &str| {
        let complaint = server.command_with_input(words, input).complained(code);
        assert!(complaint.contains(why), "{complaint}");
    };
    refused(&["user", "reset-password", "nobody"], "", 1, "no such user");
    refused(&["user", "reset-password", "admin", "--password-stdin"], "short", 2, "at least 8 characters");
    refused(&["user", "reset-password", "admin", "--password-file=/nowhere"], "", 2, "/nowhere");
    refused(&["user", "create-admin", "a:b"], "", 2, "must start with a letter or digit");
    refused(&["user", "create-admin", "admin2", "--password-stdin", "--password-file=x"], "", 2, "cannot be used with");
    get(&server, ADMIN, "/api/v1/users").expect(200);
}

#[test]
fn no_store_is_made_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.db");
    let complaint = list(&path.display().to_string()).complained(1);
    assert!(complaint.contains("there is no store"), "{complaint}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

fn list(store: &str) -> Ended {
    call(&["user", "list", &format!("--store.embed.path={store}")])
}

fn get(server: &Server, credentials: Credentials<'_>, path: &str) -> Answer {
    server.caller(credentials).get(path)
}
