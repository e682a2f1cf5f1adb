//! A sync finds by itself whatever there is and whatever has changed, without any notification.

use std::thread;

use serde_json::{Value, json};

use crate::harness::api::person;
use crate::harness::checker::differences;
use crate::harness::{Content, Remote, Stage};

const TAGS: usize = 2_000;
const IMAGES: usize = 100;
const PUSHERS: usize = 4;

#[track_caller]
fn expect_agreement(stage: &Stage) {
    assert_eq!(differences(stage, &stage.server.admin()), "");
}

/// The figures of a report: tags looked at; tags and manifests added; tags changed; tags and
/// manifests removed; all differences.
fn figures(report: &Value) -> [u64; 7] {
    assert_eq!(report["failed"], json!([]));
    let names = ["tags", "added_tags", "added_manifests", "changed_tags", "removed_tags", "removed_manifests", "drift"];
    names.map(|name| report[name].as_u64().unwrap())
}

/// Many tags on fewer images, which have a layer in common.
fn push_many(remote: &Remote) {
    let image = |number: usize| Content::image_of(&json!({ "number": number }), &["shared", &number.to_string()]);
    let images: Vec<_> = (0..IMAGES).map(image).collect();
    images.iter().for_each(|image| remote.push_parts(image));
    thread::scope(|scope| {
        for pusher in 0..PUSHERS {
            let images = &images;
            scope.spawn(move || {
                for number in (pusher..TAGS).step_by(PUSHERS) {
                    remote.tag(&images[number % IMAGES], &format!("1.0.{number}"));
                }
            });
        }
    });
}

#[test]
fn thousands_of_tags_are_found() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    admin.await_sync();
    push_many(&stage.registry.remote("many/tags"));
    let (tags, images) = (TAGS as u64, IMAGES as u64);
    assert_eq!(figures(&admin.sync()), [tags, tags, images, 0, 0, 0, tags + images]);
    expect_agreement(&stage);
    assert_eq!(figures(&admin.sync()), [tags, 0, 0, 0, 0, 0, 0], "nothing has changed");
}

#[test]
fn whatever_happened_unnoticed_is_found() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    admin.await_sync();
    let remote = stage.registry.remote("team/app");
    let [first, second] = ["first", "second"].map(Content::image);
    let index = Content::attested_index("an index", &["amd64", "arm64"]);
    let note = Content::artifact("a note", &first);
    ["1", "latest", "also-latest"].iter().for_each(|tag| remote.push(&first, tag));
    remote.push(&second, "2");
    remote.push(&index, "multi");
    remote.push(&note, "note");
    stage.registry.remote("deeply/nested/007").push(&first, "007");
    stage.registry.remote("short/lived").push(&second, "1");
    assert_eq!(
        figures(&admin.sync()),
        [8, 8, 9, 0, 0, 0, 17],
        "of an index its children too, two of which are the same"
    );
    expect_agreement(&stage);

    remote.tag(&second, "latest");
    remote.delete(&index.digest()).expect(202);
    remote.push(&Content::image("third"), "3");
    stage.registry.remote("short/lived").delete(&second.digest()).expect(202);
    let report = admin.sync();
    assert_eq!(figures(&report), [7, 1, 1, 1, 2, 2, 7]);
    assert_eq!((&report["repositories"], &report["empty_repositories"]), (&json!(3), &json!(1)));
    expect_agreement(&stage);
    assert_eq!(admin.repository("short/lived"), None, "the registry goes on listing it");
    assert_eq!(figures(&admin.sync()), [7, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn one_sync_runs_at_a_time_and_only_admins_start_it() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    admin.await_sync();
    let remote = stage.registry.remote("team/app");
    (0..IMAGES).for_each(|number| remote.push(&Content::image(&number.to_string()), &number.to_string()));
    admin.start_sync().expect(202);
    let refused = admin.start_sync().expect(409).json();
    assert_eq!(refused["code"], "sync_runs");
    assert_eq!(admin.await_sync()["added_tags"], IMAGES);

    admin.create_user("manager", json!({ "role": "manager" }));
    stage.server.caller(person("manager")).start_sync().expect(403);
}

#[test]
fn what_cannot_be_looked_at_stays_as_it_was() {
    let mut stage = Stage::set();
    let admin = stage.server.admin();
    stage.registry.remote("team/app").push(&Content::image("an image"), "1");
    admin.sync();
    stage.registry.kill();
    let failed = admin.sync();
    assert!(!failed["failed"].as_array().unwrap().is_empty(), "{failed}");
    assert_eq!(failed["drift"], 0);
    assert_eq!(admin.tags("team/app"), ["1"]);
    stage.registry.restart();
    assert_eq!(figures(&admin.sync()), [1, 0, 0, 0, 0, 0, 0]);
    expect_agreement(&stage);
}

#[test]
fn what_is_damaged_stays_as_it_was_and_keeps_nothing_else_from_being_found() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    admin.await_sync();
    let remote = stage.registry.remote("team/app");
    let [known, new, well] = ["known", "new", "well"].map(Content::image);
    ["known", "kept"].iter().for_each(|tag| remote.push(&known, tag));
    admin.sync();
    remote.push(&new, "new");
    remote.tag(&new, "kept");
    remote.push(&well, "well");
    stage.registry.damage(&new.digest());
    stage.registry.damage_tag("team/app", "known");

    let report = admin.sync();
    let reasons = report["failed"].as_array().unwrap().iter().map(|failure| {
        assert_eq!(failure["repository"], "team/app");
        failure["reason"].as_str().unwrap().split_once(" cannot be read: the registry fails at it: 500").unwrap().0
    });
    assert_eq!(reasons.collect::<Vec<_>>(), ["kept", "known", "new"]);
    assert_eq!((&report["tags"], &report["drift"]), (&json!(3), &json!(2)));
    assert_eq!(admin.tags("team/app"), ["kept", "known", "well"]);
    let digest_of = |tag| admin.tag("team/app", tag).unwrap()["digest"].take();
    assert_eq!(["kept", "known", "well"].map(digest_of), [&known, &known, &well].map(|image| json!(image.digest())));
    assert_eq!(admin.sync()["drift"], 0);
}

#[test]
fn a_repository_that_is_damaged_throughout_stays_as_it_was() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    admin.await_sync();
    let remote = stage.registry.remote("team/app");
    let (known, new) = (Content::image("known"), Content::image("new"));
    let tags: Vec<_> = (0..21).map(|number| format!("damaged-{number:02}")).collect();
    tags.iter().for_each(|tag| remote.push(&known, tag));
    admin.sync();
    remote.push(&new, "new");
    tags.iter().for_each(|tag| stage.registry.damage_tag("team/app", tag));

    let failed = admin.sync()["failed"].take();
    assert_eq!(failed.as_array().unwrap().len(), 1, "{failed}");
    assert!(failed[0]["reason"].as_str().unwrap().starts_with("the registry fails at it: 500"), "{failed}");
    assert_eq!(admin.tags("team/app"), tags);
}
