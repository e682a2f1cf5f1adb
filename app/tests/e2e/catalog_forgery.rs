//! Notifications that are repeated, broken or made up: the registry alone is believed.

use serde_json::{Value, json};

use crate::harness::api::person;
use crate::harness::checker::{agree, differences};
use crate::harness::image::digest_of;
use crate::harness::media_type::MANIFEST;
use crate::harness::wait::until;
use crate::harness::{Content, Stage};

/// What registries have really sent, one notification in a line.
const CAPTURED: [&str; 2] =
    [include_str!("notifications/registry-2.8.jsonl"), include_str!("notifications/registry-3.jsonl")];

fn event(id: &str, action: &str, repository: &str, digest: &str, tag: &str) -> Value {
    let target = json!({ "mediaType": MANIFEST, "repository": repository, "digest": digest, "tag": tag });
    json!({ "id": id, "action": action, "target": target, "request": { "method": "PUT" } })
}

/// Waits until everything was looked at that has been noted of a repository: it is looked at in the
/// order in which it came.
fn await_looks(stage: &Stage, repository: &str) {
    stage.registry.remote(repository).push(&Content::image("the last"), "the-last");
    let admin = stage.server.admin();
    until("the last notice is looked at", || admin.tag(repository, "the-last").map(drop));
}

#[test]
fn whatever_a_registry_has_ever_sent_is_taken() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    for notification in CAPTURED.iter().flat_map(|notifications| notifications.lines()) {
        admin.notify(notification).expect(204);
    }
    admin.sync();
    agree(&stage);
    assert_eq!(admin.repositories(), [""; 0], "what they tell of is not in this registry");
}

#[test]
fn events_may_come_twice_and_in_any_order() {
    let stage = Stage::set_with_events();
    let admin = stage.server.admin();
    let remote = stage.registry.remote("team/app");
    let [old, new, gone] = ["old", "new", "gone"].map(Content::image);
    remote.push(&old, "latest");
    remote.push(&gone, "gone");
    remote.push(&new, "latest");
    remote.delete(&gone.digest()).expect(202);
    let mut story = [
        event("push old", "push", "team/app", &old.digest(), "latest"),
        event("push gone", "push", "team/app", &gone.digest(), "gone"),
        event("push new", "push", "team/app", &new.digest(), "latest"),
        event("delete gone", "delete", "team/app", &gone.digest(), ""),
        event("delete tag", "delete", "team/app", "", "gone"),
    ];
    for first in 0..story.len() {
        story.rotate_left(first);
        let notification = json!({ "events": story }).to_string();
        (0..2).for_each(|_| drop(admin.notify(&notification).expect(204)));
        let renamed = notification.replace("\"id\":\"", &format!("\"id\":\"{first} "));
        admin.notify(&renamed).expect(204);
    }
    await_looks(&stage, "team/app");
    agree(&stage);
    assert_eq!(admin.tag("team/app", "latest").unwrap()["digest"], new.digest());
}

#[test]
fn a_pull_that_is_told_twice_counts_once() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    let image = Content::image("an image");
    stage.registry.remote("team/app").push(&image, "1");
    admin.sync();
    let mut pull = event("one pull", "pull", "team/app", &image.digest(), "1");
    pull["request"]["method"] = json!("GET");
    for _ in 0..3 {
        admin.notify(&json!({ "events": [pull, pull] }).to_string()).expect(204);
    }
    assert_eq!(admin.tag("team/app", "1").unwrap()["pulls"], 1);
}

#[test]
fn what_makes_no_sense_is_taken_and_changes_nothing() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    stage.registry.remote("team/app").push(&Content::image("an image"), "1");
    admin.sync();
    for notification in CAPTURED.iter().flat_map(|notifications| notifications.lines()).take(5) {
        for length in (0..notification.len()).step_by(notification.len() / 7) {
            admin.notify(&notification[..length]).expect(204);
        }
    }
    let long = "x".repeat(10_000);
    for notification in [
        "null",
        "[]",
        "{\"events\":{}}",
        "{\"events\":[null,7,[],{\"target\":7}]}",
        &json!({ "events": [event("1", "push", "UPPER//..", "sha256:zz", "-")] }).to_string(),
        &json!({ "events": [event(&long, "push", &long, &long, &long)] }).to_string(),
        &json!({ "events": [event("", "dance", "team/app", "", "")] }).to_string(),
    ] {
        admin.notify(notification).expect(204);
    }
    assert_eq!(differences(&stage, &admin), "");
}

#[test]
fn a_forger_changes_nothing() {
    let stage = Stage::set_with_events();
    let admin = stage.server.admin();
    admin.create_user("forger", json!({}));
    admin.create_user_with("reader", "team/*", &["pull"]);
    let rules = admin.all("access");
    let image = Content::image("an image");
    stage.registry.remote("team/app").push(&image, "1");
    await_looks(&stage, "team/app");

    let never = digest_of(b"never pushed");
    let forged = [
        event("f1", "push", "team/app", &never, "forged"),
        event("f2", "push", "forged/app", &never, "1"),
        event("f3", "push", "team/app", &never, "1"),
        event("f4", "delete", "team/app", &image.digest(), ""),
        event("f5", "delete", "team/app", "", "1"),
    ];
    stage.server.caller(person("forger")).notify(&json!({ "events": forged }).to_string()).expect(204);
    stage.registry.remote("team/app").push(&Content::image("after the forgery"), "after");
    until("it is looked at", || admin.tag("team/app", "after").map(drop));
    await_looks(&stage, "forged/app");

    agree(&stage);
    assert_eq!(admin.tag("team/app", "1").unwrap()["digest"], image.digest());
    assert_eq!(admin.all("access"), rules);
}

#[test]
fn nobody_notifies_without_an_account() {
    let stage = Stage::set();
    let url = stage.server.url(crate::harness::catalog::EVENTS);
    crate::harness::http::send("POST", &url, &[], Some("{\"events\":[]}".to_owned())).expect(401);
}
