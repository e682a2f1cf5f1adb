//! What can be seen of one image.

use serde_json::{Value, json};

use crate::harness::content::descriptor;
use crate::harness::image::digest_of;
use crate::harness::media_type::{CONFIG, LAYER};
use crate::harness::{Answer, Api, Content, Stage};

/// The configuration of an image of two layers that uses everything there is.
fn config() -> Value {
    json!({
        "created": "2026-01-02T03:04:05Z", "author": "somebody", "architecture": "arm", "os": "linux", "variant": "v7",
        "config": {
            "User": "1000:1000", "WorkingDir": "/srv", "StopSignal": "SIGINT",
            "Env": ["PATH=/bin", "EMPTY="], "Entrypoint": ["/app"], "Cmd": ["--serve"],
            "ExposedPorts": { "80/tcp": {}, "53/udp": {} }, "Volumes": { "/data": {} }, "Labels": { "of": "test" },
        },
        "history": [
            { "created": "2026-01-01T00:00:00Z", "created_by": "ADD first" },
            { "created_by": "ENV PATH=/bin", "empty_layer": true },
            { "created_by": "COPY second", "comment": "a note" },
        ],
    })
}

fn shown(media_type: &str, content: &str) -> Value {
    json!({ "media_type": media_type, "digest": digest_of(content.as_bytes()), "size_bytes": content.len() })
}

fn digests(entries: &Value) -> Vec<&str> {
    entries.as_array().unwrap().iter().map(|entry| entry["manifest"]["digest"].as_str().unwrap()).collect()
}

fn blob(api: &Api, repository: &str, digest: &str) -> Answer {
    api.get(&format!("/api/v1/blobs?repository={repository}&digest={digest}"))
}

/// Pushes it under a tag, and tells what is seen of it.
fn look_at(stage: &Stage, content: &Content) -> Value {
    stage.registry.remote("team/app").push(content, "it");
    let admin = stage.server.admin();
    admin.sync();
    admin.get("/api/v1/manifests?repository=team/app&tag=it").expect(200).json()
}

#[test]
fn a_damaged_configuration_hides_neither_its_image_nor_its_neighbours() {
    let stage = Stage::set();
    let remote = stage.registry.remote("team/app");
    let image = Content::image_of(&config(), &["layer"]);
    remote.push(&image, "it");
    remote.push(&Content::image("another"), "another");
    stage.registry.damage(&digest_of(config().to_string().as_bytes()));
    let admin = stage.server.admin();
    assert_eq!(admin.sync()["failed"], json!([]));
    let seen = admin.get("/api/v1/manifests?repository=team/app&tag=it").expect(200).json();
    assert_eq!((&seen["config"], &seen["digest"]), (&Value::Null, &json!(image.digest())));
    admin.get("/api/v1/manifests?repository=team/app&tag=another").expect(200);
}

#[test]
fn an_image_tells_how_it_is_run_and_how_it_was_made() {
    let stage = Stage::set();
    let image = Content::image_of(&config(), &["first layer", "second layer"]);
    let seen = look_at(&stage, &image);
    let expected = json!({
        "created": "2026-01-02T03:04:05Z", "author": "somebody", "os": "linux", "architecture": "arm", "variant": "v7",
        "user": "1000:1000", "working_dir": "/srv", "stop_signal": "SIGINT", "env": ["PATH=/bin", "EMPTY="],
        "entrypoint": ["/app"], "cmd": ["--serve"], "exposed_ports": ["53/udp", "80/tcp"], "volumes": ["/data"],
        "labels": { "of": "test" },
    });
    assert_eq!(seen["config"], expected);
    assert_eq!(seen["config_descriptor"], shown(CONFIG, &config().to_string()));
    let [first, second] = ["first layer", "second layer"].map(|layer| shown(LAYER, layer));
    assert_eq!(seen["layers"], json!([first, second]));
    let history = json!([
        { "created": "2026-01-01T00:00:00Z", "created_by": "ADD first", "comment": null, "layer": first },
        { "created": null, "created_by": "ENV PATH=/bin", "comment": null, "layer": null },
        { "created": null, "created_by": "COPY second", "comment": "a note", "layer": second },
    ]);
    assert_eq!(seen["history"], history);
    let platform = json!({ "os": "linux", "architecture": "arm", "variant": "v7" });
    assert_eq!((&seen["kind"], &seen["platforms"]), (&json!("image"), &json!([platform])));
    assert_eq!((&seen["size_bytes"], &seen["tags"]), (&json!(image.size()), &json!(["it"])));
}

#[test]
fn an_index_shows_its_platforms_and_their_attestations_apart() {
    let stage = Stage::set();
    let index = Content::attested_index("attested", &["amd64", "arm64"]);
    let seen = look_at(&stage, &index);
    let children: Vec<_> = index.children.iter().map(Content::digest).collect();
    let [amd64, amd64_attestation, arm64, arm64_attestation] = &children[..] else { panic!("{children:?}") };
    assert_eq!(digests(&seen["images"]), [amd64, arm64]);
    assert_eq!(digests(&seen["attachments"]), [amd64_attestation, arm64_attestation]);
    let platform = |architecture: &str| json!({ "os": "linux", "architecture": architecture });
    let platforms = json!([platform("amd64"), platform("arm64")]);
    assert_eq!((&seen["kind"], &seen["platforms"]), (&json!("index"), &platforms));
    assert_eq!(seen["size_bytes"], index.size());
    let admin = stage.server.admin();
    assert_eq!(admin.tag("team/app", "it").unwrap()["platforms"], platforms);

    let child = admin.manifest("team/app", amd64).expect(200).json();
    assert_eq!(child["referrers"][0]["digest"], *amd64_attestation);
    assert_eq!(child["referrers"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_about_an_image_is_found_by_subject_and_by_tag() {
    let stage = Stage::set();
    let image = Content::image("an image");
    let remote = stage.registry.remote("team/app");
    let [by_subject, by_fallback] = ["by subject", "by fallback"].map(|content| Content::artifact(content, &image));
    let signature = Content::image("a signature");
    let stand_in = image.digest().replace(':', "-");
    remote.push(&by_subject, "note");
    // An index under the tag that stands in for the referrers API (OCI distribution spec).
    remote.push(&Content::index(vec![by_fallback.clone(), Content::image("by fallback only")]), &stand_in);
    remote.push(&signature, &format!("{stand_in}.sig"));
    let seen = look_at(&stage, &image);
    let mut found: Vec<_> = seen["referrers"].as_array().unwrap().iter().map(|of| of["digest"].clone()).collect();
    let only_listed = Content::image("by fallback only");
    let mut expected = [&by_subject, &by_fallback, &only_listed, &signature].map(|about| json!(about.digest()));
    found.sort_by_key(Value::to_string);
    expected.sort_by_key(Value::to_string);
    assert_eq!(found, expected);

    let note = stage.server.admin().manifest("team/app", &by_subject.digest()).expect(200).json();
    assert_eq!((&note["kind"], &note["subject"]), (&json!("artifact"), &json!(image.digest())));
    assert_eq!(note["artifact_type"], "application/vnd.example.note");
}

#[test]
fn the_bytes_are_those_of_the_registry() {
    let stage = Stage::set();
    let index = Content::attested_index("attested", &["amd64"]);
    look_at(&stage, &index);
    let admin = stage.server.admin();
    let raw = "/api/v1/manifests/raw?repository=team/app";
    assert_eq!(admin.get(&format!("{raw}&tag=it")).expect(200).text, index.manifest);
    assert_eq!(admin.get(&format!("{raw}&digest={}", index.digest())).expect(200).text, index.manifest);
    let child = &index.children[0];
    assert_eq!(admin.get(&format!("{raw}&digest={}", child.digest())).expect(200).text, child.manifest);
}

#[test]
fn a_blob_is_shown_if_it_is_json_and_of_this_repository() {
    let stage = Stage::set();
    let config = config().to_string();
    look_at(&stage, &Content::image_of(&self::config(), &["no JSON", "{\"is\":\"JSON\"}"]));
    stage.registry.remote("other/app").push(&Content::image("of another repository"), "1");
    let admin = stage.server.admin();
    admin.sync();
    let digest = |content: &str| descriptor(LAYER, content)["digest"].as_str().unwrap().to_owned();
    assert_eq!(blob(&admin, "team/app", &digest(&config)).expect(200).text, config);
    blob(&admin, "team/app", &digest("{\"is\":\"JSON\"}")).expect(200);
    blob(&admin, "team/app", &digest("no JSON")).expect(409);
    blob(&admin, "other/app", &digest(&config)).expect(404);
    blob(&admin, "team/app", &digest("unheard of")).expect(404);
}
