//! Images are deleted as previewed, and nothing else is.

use serde_json::{Value, json};

use crate::harness::catalog::ordered;
use crate::harness::checker::differences;
use crate::harness::content::size_of;
use crate::harness::{Api, Content, Remote, Stage};

struct Scene {
    stage: Stage,
    remote: Remote,
    admin: Api,
}

impl Scene {
    /// With these images under these tags, and known to the server.
    fn with(images: &[(&Content, &str)]) -> Self {
        let stage = Stage::set();
        let remote = stage.registry.remote("team/app");
        images.iter().for_each(|(image, tag)| remote.push(image, tag));
        let admin = stage.server.admin();
        admin.sync();
        Self { stage, remote, admin }
    }

    fn preview(&self, what: &Value) -> Value {
        let preview = self.admin.deletion(what).expect(200).json();
        assert_eq!((&preview["executed"], &preview["outcomes"]), (&json!(false), &json!([])));
        preview
    }

    /// Deletes what was asked for, and checks that the catalogue knows it.
    fn delete(&self, what: &Value) -> Value {
        let done = self.admin.delete_as_previewed(what);
        assert_eq!(done["executed"], true);
        let outcomes = done["outcomes"].as_array().unwrap();
        assert!(outcomes.iter().all(|outcome| outcome["deleted"] == true), "{done}");
        assert_eq!(differences(&self.stage, &self.admin), "");
        done
    }
}

fn of_app(mut what: Value) -> Value {
    what["repository"] = json!("team/app");
    what
}

fn tags(names: &[&str]) -> Value {
    of_app(json!({ "tags": names }))
}

fn digests(contents: &[&Content]) -> Value {
    of_app(json!({ "digests": contents.iter().map(|content| content.digest()).collect::<Vec<_>>() }))
}

fn image_of(layers: &[&str]) -> Content {
    Content::image_of(&json!({ "layers": layers }), layers)
}

#[test]
fn a_preview_tells_all_that_goes() {
    let [image, other] = [image_of(&["shared here", "own", "shared elsewhere"]), image_of(&["shared here"])];
    let scene = Scene::with(&[(&image, "1"), (&image, "latest"), (&other, "other")]);
    scene.stage.registry.remote("else/where").push(&image_of(&["shared elsewhere"]), "1");
    scene.admin.sync();

    let preview = scene.preview(&digests(&[&image]));
    assert_eq!((&preview["tags"], &preview["siblings"]), (&json!(["1", "latest"]), &json!(["1", "latest"])));
    assert_eq!((&preview["manifests"], &preview["untagged"]), (&json!([image.digest()]), &json!([])));
    let freed = size_of(&[&image]) - "shared here".len() - "shared elsewhere".len();
    assert_eq!(preview["freed_bytes"], freed);
    let preview = scene.preview(&tags(&["1", "unheard-of"]));
    assert_eq!((&preview["untagged"], &preview["missing"]), (&json!(["1"]), &json!(["unheard-of"])));
    assert_eq!((&preview["manifests"], &preview["freed_bytes"]), (&json!([]), &json!(0)));
    assert_eq!(scene.remote.tags().len(), 3, "nothing was deleted");
}

#[test]
fn one_tag_goes_and_its_sibling_stays() {
    let image = Content::image("with two tags");
    let scene = Scene::with(&[(&image, "1"), (&image, "latest")]);
    let done = scene.delete(&tags(&["latest"]));
    assert_eq!((&done["outcomes"][0]["tag"], &done["untagged"]), (&json!("latest"), &json!(["latest"])));
    assert_eq!(scene.remote.tags(), ["1"]);
    assert_eq!(scene.remote.get("1").expect(200).text, image.manifest);
}

#[test]
fn a_manifest_goes_with_all_its_tags() {
    let [image, other] = ["with two tags", "another"].map(Content::image);
    let scene = Scene::with(&[(&image, "1"), (&image, "latest"), (&other, "other")]);
    scene.delete(&digests(&[&image]));
    assert_eq!(scene.remote.tags(), ["other"]);
    scene.remote.get(&image.digest()).expect(404);
}

#[test]
fn many_go_at_once() {
    let images: Vec<_> = (0..30).map(|number| Content::image(&number.to_string())).collect();
    let names: Vec<_> = (0..30).map(|number| format!("v{number}")).collect();
    let scene = Scene::with(&images.iter().zip(names.iter().map(String::as_str)).collect::<Vec<_>>());
    let (kept, gone) = names.split_at(3);
    scene.delete(&of_app(json!({ "tags": gone })));
    let mut left = scene.remote.tags();
    left.sort();
    assert_eq!(left, kept);
}

#[test]
fn an_index_takes_along_only_what_no_other_index_lists() {
    let [shared, tagged] = ["shared", "tagged"].map(Content::image);
    let one = Content::index(vec![shared.clone(), tagged.clone(), Content::image("own")]);
    let other = Content::index(vec![shared.clone(), Content::image("of the other")]);
    let scene = Scene::with(&[(&one, "one"), (&other, "other"), (&tagged, "tagged")]);
    let done = scene.delete(&tags(&["one"]));
    assert_eq!(done["children"], json!([Content::image("own").digest()]));
    assert_eq!(done["manifests"], json!([one.digest(), Content::image("own").digest()]));
    for content in [&other, &shared, &tagged] {
        scene.remote.get(&content.digest()).expect(200);
    }
}

#[test]
fn a_referrer_goes_with_what_it_is_about() {
    let image = Content::image("signed");
    let signature = Content::artifact("a signature", &image);
    let stand_in = image.digest().replace(':', "-");
    let list = Content::index(vec![signature.clone()]);
    let scene = Scene::with(&[(&image, "1"), (&list, &stand_in)]);
    let done = scene.delete(&tags(&["1", &stand_in]));
    assert_eq!(done["referrers"], json!([signature.digest()]));
    assert_eq!(done["manifests"].as_array().unwrap().len(), 3, "{done}");
    scene.remote.get(&signature.digest()).expect(404);
}

#[test]
fn a_repository_is_emptied_and_hidden() {
    let scene = Scene::with(&[
        (&Content::attested_index("an index", &["amd64", "arm64"]), "multi"),
        (&Content::image("an image"), "1"),
        (&Content::image("an image"), "latest"),
    ]);
    scene.delete(&of_app(json!({ "everything": true })));
    assert_eq!(scene.admin.repositories(), [""; 0]);
    let report = scene.admin.sync();
    assert_eq!((&report["drift"], &report["empty_repositories"]), (&json!(0), &json!(1)), "{report}");
}

#[test]
fn nothing_is_done_by_an_old_plan() {
    let [image, other] = ["an image", "another"].map(Content::image);
    let scene = Scene::with(&[(&image, "1")]);
    let what = digests(&[&image]);
    let old = scene.preview(&what);
    scene.remote.push(&image, "pushed-meanwhile");
    scene.admin.sync();
    scene.admin.deletion(&ordered(&what, &old)).expect(412);
    scene.admin.deletion(&ordered(&what, &json!({ "plan": "nonsense" }))).expect(412);
    assert_eq!(scene.remote.tags().len(), 2);

    let plan = scene.preview(&what);
    scene.remote.push(&other, "unrelated");
    scene.admin.sync();
    scene.admin.deletion(&ordered(&what, &plan)).expect(200);
    assert_eq!(scene.remote.tags(), ["unrelated"]);
}

#[test]
fn deleting_twice_does_no_harm() {
    let [image, other] = ["an image", "another"].map(Content::image);
    let scene = Scene::with(&[(&image, "1"), (&other, "other")]);
    let what = tags(&["1"]);
    let order = ordered(&what, &scene.preview(&what));
    scene.admin.deletion(&order).expect(200);
    let again = scene.admin.deletion(&order).expect(200).json();
    assert_eq!((&again["missing"], &again["outcomes"]), (&json!(["1"]), &json!([])));
    assert_eq!(scene.remote.tags(), ["other"]);
}

#[test]
fn what_has_vanished_meanwhile_is_as_good_as_deleted() {
    let [image, other] = ["an image", "another"].map(Content::image);
    let scene = Scene::with(&[(&image, "1"), (&image, "latest"), (&other, "other")]);
    let (tag, manifest) = (tags(&["1"]), digests(&[&other]));
    let [tag_plan, manifest_plan] = [&tag, &manifest].map(|what| scene.preview(what));
    [&image, &other].iter().for_each(|image| drop(scene.remote.delete(&image.digest()).expect(202)));
    for (what, plan) in [(&tag, tag_plan), (&manifest, manifest_plan)] {
        let done = scene.admin.deletion(&ordered(what, &plan)).expect(200).json();
        assert_eq!(done["outcomes"][0]["deleted"], true, "{done}");
    }
    scene.admin.sync();
    assert_eq!(differences(&scene.stage, &scene.admin), "");
}
