//! A registry that checks passwords itself: whatever is done to users counts there at once.

use serde_json::json;
use tempfile::TempDir;

use crate::harness::api::{PASSWORD, person};
use crate::harness::basic::{BasicStage, OWN};
use crate::harness::catalog::text;
use crate::harness::server::ADMIN;
use crate::harness::token::ask;
use crate::harness::wait::until;
use crate::harness::{Credentials, Image};

fn with_password<'a>(login: &'a str, password: &'a str) -> Credentials<'a> {
    Credentials { login, password }
}

#[test]
fn a_user_comes_in_from_its_creation_to_its_end() {
    let stage = BasicStage::set();
    let admin = stage.server.admin();
    stage.refuses(person("alice"));
    let path = format!("/api/v1/users/{}", admin.create_user("alice", json!({})));
    stage.skopeo(person("alice")).login().expect_ok();
    stage.skopeo(person("alice")).push(&Image::new("hers"), "team/app:1").expect_ok();
    stage.skopeo(person("alice")).pull("team/app:1", TempDir::new().unwrap().path()).expect_ok();
    stage.skopeo(with_password("alice", "another password")).login().expect_refused();

    admin.patch(&path, &json!({ "disabled": true })).expect(200);
    stage.skopeo(person("alice")).login().expect_refused();
    admin.patch(&path, &json!({ "disabled": false })).expect(200);
    stage.admits(person("alice"));

    admin.patch(&path, &json!({ "login": "alicia" })).expect(200);
    stage.refuses(person("alice"));
    stage.admits(person("alicia"));

    admin.delete(&path).expect(204);
    stage.refuses(person("alicia"));
    assert_eq!(stage.logins(), ["admin", OWN.login]);
}

#[test]
fn a_new_password_replaces_the_old_one_at_once() {
    let stage = BasicStage::set();
    let id = stage.server.admin().create_user("alice", json!({}));
    let own = json!({ "old_password": PASSWORD, "new_password": "chosen by herself" });
    stage.server.caller(person("alice")).send("PUT", "/auth/user/password", Some(&own)).expect(204);
    stage.refuses(person("alice"));
    stage.admits(with_password("alice", "chosen by herself"));

    let given = json!({ "password": "given by the admin" });
    stage.server.admin().patch(&format!("/api/v1/users/{id}"), &given).expect(200);
    stage.refuses(with_password("alice", "chosen by herself"));
    stage.admits(with_password("alice", "given by the admin"));
}

#[test]
fn who_must_change_its_password_does_that_first() {
    let stage = BasicStage::set();
    stage.server.admin().create_user("alice", json!({ "must_change_password": true }));
    stage.refuses(person("alice"));
    let change = json!({ "old_password": PASSWORD, "new_password": "chosen by herself" });
    stage.server.caller(person("alice")).send("PUT", "/auth/user/password", Some(&change)).expect(204);
    stage.admits(with_password("alice", "chosen by herself"));
}

#[test]
fn a_password_that_the_registry_would_cut_is_refused() {
    let stage = BasicStage::set();
    let longest = "p".repeat(71) + "q";
    stage.server.admin().create_user("alice", json!({ "password": longest }));
    stage.admits(with_password("alice", &longest));
    let new = json!({ "login": "bob", "password": longest + "r" });
    let refused = stage.server.admin().send("POST", "/api/v1/users", Some(&new)).expect(422).json();
    assert_eq!(refused["errors"][0], json!({ "pointer": "/password", "detail": "must not be longer than 72 bytes" }));
}

#[test]
fn the_catalogue_is_read_and_changed_with_our_own_login() {
    let stage = BasicStage::set();
    stage.skopeo(ADMIN).push(&Image::new("an image"), "team/app:1").expect_ok();
    let admin = stage.server.admin();
    admin.sync();
    assert_eq!(admin.tags("team/app"), ["1"]);
    admin.delete_as_previewed(&json!({ "repository": "team/app", "tags": ["1"] }));
    assert_eq!(admin.repositories(), [""; 0]);
    admin.get("/api/v1/registry/health").expect(200);
}

#[test]
fn the_catalogue_follows_notifications() {
    let stage = BasicStage::notified_by(Some(person("notifier")), |server| {
        server.admin().create_user("notifier", json!({}));
        server.admin().await_sync();
    });
    stage.skopeo(ADMIN).push(&Image::new("an image"), "team/app:1").expect_ok();
    let admin = stage.server.admin();
    until("the tag is known", || admin.tag("team/app", "1"));
}

#[test]
fn no_tokens_are_issued_and_no_keys_made() {
    let stage = BasicStage::set();
    for credentials in [None, Some(ADMIN), Some(with_password("admin", "wrong"))] {
        let refused = ask(&stage.server, credentials, &["repository:team/app:pull"]).expect(404).json();
        assert_eq!(refused["errors"][0]["code"], "UNSUPPORTED");
        assert!(text(&refused["errors"][0]["message"]).contains("no tokens are issued"), "{refused}");
    }
    assert!(!stage.server.certificate().parent().unwrap().exists());
    let settings = stage.server.admin().get("/api/v1/registry/settings").expect(200).json();
    assert_eq!((&settings["auth_type"], &settings["certificate"]), (&json!("basic"), &json!(null)));
    let config = text(&settings["config"]);
    assert!(
        config.contains(&format!("htpasswd:\n    realm: \"container_registry\"\n    path: {:?}", stage.htpasswd()))
    );
}

#[test]
fn an_account_with_our_own_login_comes_before_us() {
    let stage = BasicStage::set();
    stage.admits(OWN);
    let admin = stage.server.admin();
    let path = format!("/api/v1/users/{}", admin.create_user(OWN.login, json!({})));
    stage.refuses(OWN);
    stage.admits(person(OWN.login));
    assert_eq!(admin.get("/api/v1/registry/health").expect(502).json()["code"], "registry");

    admin.patch(&path, &json!({ "disabled": true })).expect(200);
    stage.refuses(OWN);
    stage.refuses(person(OWN.login));
    admin.delete(&path).expect(204);
    stage.admits(OWN);
    admin.get("/api/v1/registry/health").expect(200);
}

#[test]
fn a_password_that_is_reset_in_the_store_counts_too() {
    let stage = BasicStage::set();
    stage.server.admin().create_user("alice", json!({ "must_change_password": true }));
    let reset = ["user", "reset-password", "alice", "--password-stdin"];
    stage.server.command_with_input(&reset, "given in the store\n").printed();
    let new = with_password("alice", "given in the store");
    until("the registry knows", || (stage.knock(new).status == 200).then_some(()));
    stage.refuses(person("alice"));
}
