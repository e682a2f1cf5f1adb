//! The same rules as a Docker engine meets them.

use std::fs;

use serde_json::{Value, json};

use crate::harness::api::{anyone, person};
use crate::harness::docker::Docker;
use crate::harness::{Credentials, Stage};

#[test]
fn who_may_push_pushes_and_who_may_pull_pulls() {
    let Some(writer) = Docker::new() else { return };
    let stage = Stage::set();
    let registry = stage.registry.host();
    let admin = stage.server.admin();
    admin.create_user_with("writer", "team/**", &["pull", "push"]);
    admin.create_user_with("reader", "team/**", &["pull"]);
    let image = format!("{registry}/team/app:1");

    writer.make(&image);
    writer.login(&registry, person("writer")).expect_ok();
    writer.push(&image).expect_ok();
    writer.forget(&image);

    let reader = Docker::new().unwrap();
    reader.login(&registry, person("reader")).expect_ok();
    reader.pull(&image).expect_ok();
    let refused = reader.push(&image).expect_refused();
    assert!(refused.contains("requested access to the resource is denied"), "{refused}");
}

#[test]
fn nobody_pulls_what_is_for_anyone() {
    let Some(nobody) = Docker::new() else { return };
    let stage = Stage::set();
    stage.server.admin().allow(&anyone(), "public/**", &["pull"]);
    let named = |repository: &str| format!("{}/{repository}:1", stage.registry.host());
    stage.seed("public/app:1");
    stage.seed("team/app:1");

    nobody.pull(&named("public/app")).expect_ok();
    nobody.pull(&named("team/app")).expect_refused();
    nobody.push(&named("public/app")).expect_refused();
}

#[test]
fn wrong_unknown_and_disabled_are_told_so_at_login() {
    let Some(docker) = Docker::new() else { return };
    let stage = Stage::set();
    let registry = stage.registry.host();
    let admin = stage.server.admin();
    admin.create_user("known", json!({}));
    admin.create_user("disabled", json!({ "disabled": true }));

    for login in ["known", "unknown"] {
        let refused = docker.login(&registry, Credentials { login, password: "not my password" }).expect_refused();
        assert!(refused.contains("unauthorized: "), "{refused}");
    }
    docker.login(&registry, person("disabled")).expect_refused();
    docker.login(&registry, person("known")).expect_ok();
}

#[test]
fn login_keeps_an_identity_token_instead_of_the_password() {
    let Some(docker) = Docker::new() else { return };
    let stage = Stage::set();
    let registry = stage.registry.host();
    let admin = stage.server.admin();
    admin.create_user_with("reader", "team/**", &["pull"]);
    stage.seed("team/app:1");
    let image = format!("{registry}/team/app:1");

    docker.login(&registry, person("reader")).expect_ok();
    let config: Value = serde_json::from_slice(&fs::read(docker.config()).unwrap()).unwrap();
    assert!(config["auths"][&registry]["identitytoken"].is_string(), "{config}");
    docker.pull(&image).expect_ok();
    docker.forget(&image);

    let list = admin.get("/api/v1/refresh-tokens").expect(200).json();
    assert_eq!(list["items"][0]["client_id"], json!("docker"));
    let token = list["items"][0]["id"].as_str().unwrap();
    admin.delete(&format!("/api/v1/refresh-tokens/{token}")).expect(204);
    docker.pull(&image).expect_refused();
}
