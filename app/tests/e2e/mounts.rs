//! Cross-repository mounts: a blob's digest alone is no key to it.

use serde_json::json;

use crate::harness::api::{person, user};
use crate::harness::{Answer, Stage};

fn mount(stage: &Stage, who: &str, digest: &str, from: &str, to: &str) -> Answer {
    let path = format!("/v2/{to}/blobs/uploads/?mount={digest}&from={from}");
    stage.registry.send(Some(person(who)), "POST", &path)
}

#[test]
fn a_blob_is_mounted_by_who_may_read_it_there_and_write_it_here() {
    let stage = Stage::set();
    let digest = stage.seed("from/app:1").layer;
    let admin = stage.server.admin();
    let writer = admin.create_user_with("writer", "to/**", &["pull", "push"]);
    let blob = format!("/v2/to/app/blobs/{digest}");

    mount(&stage, "writer", &digest, "from/app", "to/app").expect(401);
    stage.registry.send(Some(person("writer")), "HEAD", &blob).expect(404);

    admin.allow(&user(&writer), "from/**", &["pull"]);
    mount(&stage, "writer", &digest, "from/app", "to/app").expect(201);
    stage.registry.send(Some(person("writer")), "HEAD", &blob).expect(200);
}

#[test]
fn reading_both_is_not_enough_to_mount() {
    let stage = Stage::set();
    let digest = stage.seed("from/app:1").layer;
    let admin = stage.server.admin();
    let reader = admin.create_user("reader", json!({}));
    admin.allow(&user(&reader), "**", &["pull"]);
    mount(&stage, "reader", &digest, "from/app", "to/app").expect(401);
}
