//! What an admin changes counts from the next token on.

use serde_json::json;
use tempfile::TempDir;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::harness::api::{group, person, user};
use crate::harness::token::{Token, ask};
use crate::harness::wait::until;
use crate::harness::{Server, Stage};

const SCOPE: &str = "repository:team/app:pull";

fn may_pull(server: &Server, who: &str) -> bool {
    Token::of(ask(server, Some(person(who)), &[SCOPE])).granted() == [SCOPE]
}

#[test]
fn a_disabled_user_is_locked_out_and_an_enabled_one_let_in() {
    let stage = Stage::set();
    stage.seed("team/app:1");
    let admin = stage.server.admin();
    let id = admin.create_user_with("reader", "team/**", &["pull"]);
    let reader = stage.skopeo(person("reader"));
    let pull = || reader.pull("team/app:1", TempDir::new().unwrap().path());

    pull().expect_ok();
    admin.patch(&format!("/api/v1/users/{id}"), &json!({ "disabled": true })).expect(200);
    pull().expect_refused();
    admin.patch(&format!("/api/v1/users/{id}"), &json!({ "disabled": false })).expect(200);
    pull().expect_ok();
}

#[test]
fn an_access_can_be_disabled_narrowed_and_removed() {
    let server = Server::start(&[]);
    let admin = server.admin();
    let reader = admin.create_user("reader", json!({}));
    assert!(!may_pull(&server, "reader"));
    let access = admin.allow(&user(&reader), "team/**", &["pull"]);
    let path = format!("/api/v1/access/{access}");
    assert!(may_pull(&server, "reader"));

    admin.patch(&path, &json!({ "disabled": true })).expect(200);
    assert!(!may_pull(&server, "reader"));
    admin.patch(&path, &json!({ "disabled": false })).expect(200);
    assert!(may_pull(&server, "reader"));
    admin.patch(&path, &json!({ "resource": "team/other" })).expect(200);
    assert!(!may_pull(&server, "reader"));
    admin.patch(&path, &json!({ "resource": "team/*" })).expect(200);
    assert!(may_pull(&server, "reader"));
    admin.delete(&path).expect(204);
    assert!(!may_pull(&server, "reader"));
}

#[test]
fn an_access_ends_by_itself() {
    let server = Server::start(&[]);
    let admin = server.admin();
    let reader = admin.create_user("reader", json!({}));
    let access = admin.allow(&user(&reader), "team/**", &["pull"]);
    assert!(may_pull(&server, "reader"));
    let end = OffsetDateTime::now_utc() + Duration::SECOND;
    let expires_at = json!({ "expires_at": end.format(&Rfc3339).unwrap() });
    admin.patch(&format!("/api/v1/access/{access}"), &expires_at).expect(200);
    until("the access expires", || (!may_pull(&server, "reader")).then_some(()));
    assert!(OffsetDateTime::now_utc() >= end, "it ended too early");
}

#[test]
fn who_leaves_a_group_loses_its_accesses() {
    let server = Server::start(&[]);
    let admin = server.admin();
    let team = admin.create_group("team");
    admin.allow(&group(&team), "team/**", &["pull"]);
    let id = admin.create_user("member", json!({ "groups": [team] }));
    assert!(may_pull(&server, "member"));
    admin.patch(&format!("/api/v1/users/{id}"), &json!({ "groups": [] })).expect(200);
    assert!(!may_pull(&server, "member"));
}

#[test]
fn a_new_password_replaces_the_old_one_at_once() {
    let server = Server::start(&[]);
    let id = server.admin().create_user("reader", json!({}));
    ask(&server, Some(person("reader")), &[SCOPE]).expect(200);
    let new = json!({ "password": "another whale in the bay" });
    server.admin().patch(&format!("/api/v1/users/{id}"), &new).expect(200);
    ask(&server, Some(person("reader")), &[SCOPE]).expect(401);
}

#[test]
fn what_another_process_on_the_same_store_changes_is_noticed() {
    let server = Server::start(&[]);
    let twin = server.twin();
    let reader = server.admin().create_user("reader", json!({}));
    until("the twin knows the user", || (ask(&twin, Some(person("reader")), &[SCOPE]).status == 200).then_some(()));
    twin.admin().allow(&user(&reader), "team/**", &["pull"]);
    until("the first one knows the rule", || may_pull(&server, "reader").then_some(()));
    twin.admin().patch(&format!("/api/v1/users/{reader}"), &json!({ "disabled": true })).expect(200);
    until("the first one locks the user out", || {
        (ask(&server, Some(person("reader")), &[SCOPE]).status == 403).then_some(())
    });
}
