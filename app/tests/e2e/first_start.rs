//! A new instance: its admin has a password everybody knows, and can do nothing but change it.

use serde_json::json;

use crate::harness::Credentials;
use crate::harness::server::{ADMIN, Server};
use crate::harness::token::{Token, ask};

const DEFAULT: Credentials<'_> = Credentials { login: "admin", password: "admin" };

#[test]
fn the_default_password_only_lets_one_change_it() {
    let server = Server::start_as_installed(&[]);
    let refused = server.caller(DEFAULT).get("/api/v1/users").expect(403);
    assert_eq!(refused.json()["code"], json!("password_change_required"));
    let denied = ask(&server, Some(DEFAULT), &["repository:team/app:pull"]).expect(403);
    assert_eq!(denied.json()["errors"][0]["code"], json!("DENIED"));

    let change = json!({ "old_password": "admin", "new_password": ADMIN.password });
    let changed = server.caller(DEFAULT).send("PUT", "/auth/user/password", Some(&change));
    assert!((200..300).contains(&changed.status), "{changed:?}");

    server.caller(DEFAULT).get("/api/v1/users").expect(401);
    server.admin().get("/api/v1/users").expect(200);
    let scope = "repository:team/app:pull";
    assert_eq!(Token::of(ask(&server, Some(ADMIN), &[scope])).granted(), [scope]);
}

#[test]
fn a_configured_password_need_not_be_changed() {
    let server = Server::start(&[]);
    server.admin().get("/api/v1/users").expect(200);
    server.caller(DEFAULT).get("/api/v1/users").expect(401);
}

#[test]
fn the_configured_password_is_for_the_first_start_only() {
    let mut server = Server::start(&[]);
    let new = Credentials { login: "admin", password: "another whale in the bay" };
    let change = json!({ "old_password": ADMIN.password, "new_password": new.password });
    let changed = server.admin().send("PUT", "/auth/user/password", Some(&change));
    assert!((200..300).contains(&changed.status), "{changed:?}");
    server.kill();
    server.restart();
    server.admin().get("/api/v1/users").expect(401);
    server.caller(new).get("/api/v1/users").expect(200);
}

#[test]
fn no_secret_is_written_to_the_log() {
    let server = Server::start(&[]);
    server.admin().get("/api/v1/users").expect(200);
    Token::of(ask(&server, Some(ADMIN), &[]));
    assert!(!server.log().contains(ADMIN.password));
    assert!(!server.log().contains(&ADMIN.basic()));
}
