//! The same rules as a Docker engine meets them.

use std::fs;

use serde_json::{Value, json};

use crate::cast;
use crate::harness::api::person;
use crate::harness::docker::Docker;
use crate::harness::{Credentials, Stage};

/// Who is refused at login stays nobody to Docker, and nobody may pull what is for anyone.
const EXPECTED: &str = "\
caller   repository        login push pull
admin    team/app          yes   yes  yes
manager  team/app          yes   no   no
reader   team/app          yes   no   yes
writer   team/app          yes   yes  yes
blind    team/app          yes   no   no
member   team/app          yes   yes  yes
expired  team/app          yes   no   no
newcomer team/app          yes   no   no
newcomer shared/app        yes   no   yes
nobody   shared/app        -     no   no
newcomer public/app        yes   no   yes
nobody   public/app        -     no   yes
newcomer home/newcomer/app yes   yes  yes
reader   home/newcomer/app yes   no   no
disabled team/app          no    no   no
disabled public/app        no    no   yes
mistaken team/app          no    no   no
mistaken public/app        no    no   yes
unknown  team/app          no    no   no
unknown  public/app        no    no   yes
";

#[test]
fn everybody_can_do_what_they_may_and_nothing_else() {
    let Some(_keeps_the_engine_running) = Docker::new() else { return };
    let stage = Stage::set();
    cast::enter(&stage.server.admin());
    cast::play(EXPECTED, |caller, repository| row(&stage, caller, repository));
}

fn row(stage: &Stage, caller: &str, repository: &str) -> Vec<String> {
    let docker = Docker::new().unwrap();
    let registry = stage.registry.host();
    stage.seed(&format!("{repository}:{caller}"));
    let (theirs, new) = (format!("{registry}/{repository}:{caller}"), format!("{registry}/{repository}:by-{caller}"));
    docker.make(&new);
    let login = cast::credentials(caller)
        .map_or("-".to_owned(), |credentials| docker.login(&registry, credentials).verdict().to_owned());
    let push = docker.push(&new).verdict().to_owned();
    let pull = docker.pull(&theirs).verdict().to_owned();
    vec![login, push, pull]
}

#[test]
fn a_refused_push_says_why() {
    let Some(reader) = Docker::new() else { return };
    let stage = Stage::set();
    let registry = stage.registry.host();
    stage.server.admin().create_user_with("reader", "team/**", &["pull"]);
    let image = format!("{registry}/team/app:1");

    reader.make(&image);
    reader.login(&registry, person("reader")).expect_ok();
    let refused = reader.push(&image).expect_refused();
    assert!(refused.contains("requested access to the resource is denied"), "{refused}");
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
