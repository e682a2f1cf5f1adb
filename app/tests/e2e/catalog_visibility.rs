//! Everybody sees the repositories they may pull, and learns nothing of others.

use std::collections::BTreeSet;

use serde_json::json;

use crate::harness::api::{access, anyone, group, person, registered_users, user};
use crate::harness::{Api, Content, Stage};

const ALL: [&str; 7] =
    ["anyones/app", "expired/app", "groups/app", "home/reader/app", "pushed/app", "secret/app", "users/app"];
const READERS: [&str; 4] = ["anyones/app", "groups/app", "home/reader/app", "users/app"];

/// A reader with rules of each kind, and somebody without any of their own.
fn enter(admin: &Api) {
    let team = admin.create_group("team");
    let reader = admin.create_user("reader", json!({ "groups": [team] }));
    admin.create_user("stranger", json!({}));
    admin.create_user("manager", json!({ "role": "manager" }));
    admin.allow(&user(&reader), "users/app", &["pull"]);
    admin.allow(&user(&reader), "pushed/app", &["push", "delete"]);
    admin.allow(&group(&team), "groups/**", &["pull", "push"]);
    admin.allow(&registered_users(), "home/{login}/*", &["pull"]);
    admin.allow(&anyone(), "anyones/*", &["pull"]);
    let mut ended = access(&user(&reader), "expired/*", &["pull"]);
    ended["expires_at"] = json!("2020-01-01T00:00:00Z");
    admin.create("access", &ended);
}

/// The repositories that a caller finds in the list, in the list of tags, and by asking for each
/// one's tags, manifest, bytes and configuration; all of which must be the same.
fn seen(caller: &Api, image: &Content) -> BTreeSet<String> {
    let listed = BTreeSet::from_iter(caller.repositories());
    let tagged = caller.all("tags").iter().map(|tag| tag["repository"].as_str().unwrap().to_owned()).collect();
    assert_eq!(listed, tagged);
    let config = serde_json::from_str::<serde_json::Value>(&image.manifest).unwrap()["config"]["digest"].clone();
    let config = config.as_str().unwrap();
    for repository in ALL {
        let status = if listed.contains(repository) { 200 } else { 404 };
        let of = format!("repository={repository}");
        for path in ["manifests?tag=1", "manifests/raw?tag=1", &format!("blobs?digest={config}")] {
            caller.get(&format!("/api/v1/{path}&{of}")).expect(status);
        }
        assert_eq!(caller.repository(repository).is_some(), status == 200, "{repository}");
        assert_eq!(caller.tags(repository).len(), usize::from(status == 200), "{repository}");
    }
    listed
}

#[test]
fn everybody_sees_what_they_may_pull() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    let image = Content::image("the same everywhere");
    ALL.iter().for_each(|repository| stage.registry.remote(repository).push(&image, "1"));
    enter(&admin);
    admin.sync();
    let seen_by = |login: &str| seen(&stage.server.caller(person(login)), &image);
    let set = |names: &[&str]| BTreeSet::from_iter(names.iter().map(ToString::to_string));
    assert_eq!(seen(&admin, &image), set(&ALL));
    assert_eq!(seen_by("manager"), set(&ALL));
    assert_eq!(seen_by("reader"), set(&READERS));
    assert_eq!(seen_by("stranger"), set(&["anyones/app"]));
}

#[test]
fn what_the_whole_catalogue_holds_is_for_managers() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    enter(&admin);
    let image = Content::image("the same everywhere");
    ALL.iter().for_each(|repository| stage.registry.remote(repository).push(&image, "1"));
    admin.sync();
    let totals = "/api/v1/catalog/totals";
    let found = stage.server.caller(person("manager")).get(totals).expect(200).json();
    let expected =
        json!({ "repositories": ALL.len(), "tags": ALL.len(), "manifests": ALL.len(), "size_bytes": image.size() });
    assert_eq!(found, expected, "on disk it is there once");
    stage.server.caller(person("reader")).get(totals).expect(403);
}
