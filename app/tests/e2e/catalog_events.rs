//! The catalogue follows the registry's notifications alone.

use crate::harness::checker::settle;
use crate::harness::server::ADMIN;
use crate::harness::{Content, Image, Stage};

#[test]
fn whatever_is_pushed_appears() {
    let stage = Stage::set_with_events();
    let skopeo = stage.skopeo(ADMIN);
    skopeo.push(&Image::new("by skopeo"), "team/app:1").expect_ok();
    skopeo.push(&Image::for_architectures("by skopeo", &["amd64", "arm64"]), "team/app:multi").expect_ok();
    for repository in ["single", "deeply/nested/name/of/a-repository", "007", "team/007"] {
        let remote = stage.registry.remote(repository);
        let image = Content::image(repository);
        ["007", "latest", "v1.2.3-rc_1", "UPPER"].iter().for_each(|tag| remote.push(&image, tag));
    }
    let remote = stage.registry.remote("team/artifacts");
    let image = Content::image("with a note");
    remote.push(&image, "noted");
    let note = Content::artifact("a note", &image);
    remote.push(&note, &note.digest());
    remote.push(&Content::artifact("a tagged note", &image), "note");
    remote.push(&Content::attested_index("attested", &["amd64", "arm64"]), "attested");

    settle(&stage);
    let noted = stage.server.admin().manifest("team/artifacts", &image.digest()).expect(200).json();
    assert_eq!(noted["referrers"].as_array().unwrap().len(), 2, "with and without a tag: {noted}");
}

#[test]
fn what_is_damaged_does_not_hold_up_what_comes_after_it() {
    let stage = Stage::set_with_events();
    let remote = stage.registry.remote("team/app");
    let image = Content::image("an image");
    remote.push(&image, "1");
    settle(&stage);
    stage.registry.damage(&image.digest());
    remote.tag(&image, "2");
    remote.push(&Content::image("another image"), "3");
    settle(&stage);
    assert_eq!(stage.server.admin().tags("team/app"), ["1", "3"]);
}

#[test]
fn a_tag_that_moves_and_one_that_goes_are_followed() {
    let stage = Stage::set_with_events();
    let remote = stage.registry.remote("team/app");
    let [first, second, third] = ["first", "second", "third"].map(Content::image);
    remote.push(&first, "latest");
    remote.push(&first, "1");
    remote.push(&second, "2");
    remote.push(&third, "3");
    settle(&stage);

    remote.tag(&second, "latest");
    settle(&stage);
    let admin = stage.server.admin();
    assert_eq!(admin.tag("team/app", "latest").unwrap()["digest"], second.digest());

    remote.delete(&second.digest()).expect(202);
    settle(&stage);
    assert_eq!(admin.tags("team/app"), ["1", "3"], "latest and 2 went with what they pointed to");

    stage.skopeo(ADMIN).delete("team/app:3").expect_ok();
    remote.delete(&first.digest()).expect(202);
    settle(&stage);
    assert_eq!(admin.repository("team/app"), None, "empty");
}
