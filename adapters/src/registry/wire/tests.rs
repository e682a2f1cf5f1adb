use serde_json::json;

use super::*;

fn digest(fill: &str) -> String {
    format!("sha256:{}", fill.repeat(64))
}

fn read(content_type: Option<&str>, body: &Value) -> Manifest {
    manifest(digest("f").parse().unwrap(), content_type, body.to_string().as_bytes()).unwrap()
}

fn entry(media_type: &str, fill: &str, size: Value) -> Value {
    json!({"mediaType": media_type, "digest": digest(fill), "size": size})
}

#[test]
fn an_image_has_a_config_and_layers() {
    for media_type in [MediaType::OCI_MANIFEST, MediaType::DOCKER_MANIFEST] {
        let body = json!({
            "schemaVersion": 2,
            "config": entry("application/vnd.oci.image.config.v1+json", "a", json!(7)),
            "layers": [entry("application/gzip", "b", json!(5)), entry("application/gzip", "c", json!(6))],
            "annotations": {"made": "by hand", "number": 5},
        });
        let image = read(Some(&format!("{media_type}; charset=utf-8")), &body);
        assert_eq!(image.media_type.0, media_type);
        assert_eq!(image.size, body.to_string().len() as u64);
        assert_eq!(image.blobs().map(|blob| blob.size).collect::<Vec<_>>(), [7, 5, 6]);
        assert_eq!((image.artifact_type, image.subject), (None, None));
        assert_eq!(image.annotations, BTreeMap::from([("made".into(), "by hand".into())]));
    }
}

#[test]
fn an_index_has_children() {
    let mut child = entry(MediaType::OCI_MANIFEST, "a", json!(100));
    child["platform"] = json!({"os": "linux", "architecture": "arm", "variant": "v7"});
    let mut attestation = entry(MediaType::OCI_MANIFEST, "b", json!(200));
    attestation["platform"] = json!({"os": "unknown", "architecture": "unknown", "variant": ""});
    attestation["annotations"] =
        json!({"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": digest("a")});
    for media_type in [MediaType::OCI_INDEX, MediaType::DOCKER_LIST] {
        let index = read(Some(media_type), &json!({"manifests": [child, attestation]}));
        let [first, second] = index.children() else { panic!("{index:?}") };
        assert_eq!(first.platform.as_ref().unwrap().to_string(), "linux/arm/v7");
        assert_eq!((first.descriptor.size, first.is_image()), (100, true));
        assert_eq!(second.attests_to(), Some(digest("a").as_str()));
        assert_eq!(second.platform.as_ref().unwrap().to_string(), "unknown/unknown");
    }
}

#[test]
fn an_artifact_has_a_type() {
    let config = |media_type| entry(media_type, "a", json!(2));
    let by_itself = json!({"artifactType": "application/x-sbom", "config": config("application/vnd.oci.empty.v1+json"),
        "layers": [], "subject": entry(MediaType::OCI_MANIFEST, "c", json!(1))});
    let artifact = read(Some(MediaType::OCI_MANIFEST), &by_itself);
    assert_eq!(artifact.artifact_type.as_deref(), Some("application/x-sbom"));
    assert_eq!(artifact.subject.unwrap().as_str(), digest("c"));

    let by_config = json!({"config": config("application/vnd.cncf.helm.config.v1+json"), "layers": []});
    let chart = read(Some(MediaType::OCI_MANIFEST), &by_config);
    assert_eq!(chart.artifact_type.as_deref(), Some("application/vnd.cncf.helm.config.v1+json"));
}

#[test]
fn the_type_is_told_by_the_header_or_else_by_the_manifest() {
    let untold = json!({"config": entry("", "a", json!(1))});
    for (header, body, expected) in [
        (Some("application/json"), json!({"mediaType": MediaType::DOCKER_LIST}), MediaType::DOCKER_LIST),
        (None, json!({"mediaType": MediaType::OCI_INDEX}), MediaType::OCI_INDEX),
        (None, json!({"manifests": []}), MediaType::OCI_INDEX),
        (Some("text/plain"), untold, MediaType::OCI_MANIFEST),
        (Some(MediaType::DOCKER_MANIFEST), json!({"mediaType": "other"}), MediaType::DOCKER_MANIFEST),
    ] {
        assert_eq!(read(header, &body).media_type.0, expected);
    }
}

#[test]
fn what_is_not_understood_is_opaque() {
    let schema1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    for (header, body) in [
        (Some(schema1), json!({"schemaVersion": 1, "fsLayers": []})),
        (Some("application/vnd.example"), json!({"config": entry("", "a", json!(1))})),
        (Some(MediaType::OCI_MANIFEST), json!({"layers": []})),
        (Some(MediaType::OCI_MANIFEST), json!([1, 2])),
        (Some(MediaType::OCI_MANIFEST), json!({"mediaType": 5, "config": "x"})),
        (None, json!("text")),
    ] {
        assert_eq!(read(header, &body).content, Content::Opaque, "{body}");
    }
    let html = manifest(digest("f").parse().unwrap(), Some("text/html"), b"<html>");
    assert!(matches!(html, Err(RegistryError::Protocol(_))));
}

#[test]
fn malformed_entries_are_left_out_and_senseless_sizes_are_none() {
    let sizes = [json!(-1), json!(1e300), json!(u64::MAX), json!(1.5), Value::Null];
    let layers: Vec<_> = sizes.into_iter().map(|size| entry("x", "b", size)).collect();
    let image = read(Some(MediaType::OCI_MANIFEST), &json!({"config": entry("x", "a", json!(1)), "layers": layers}));
    assert_eq!(image.blobs().map(|blob| blob.size).collect::<Vec<_>>(), [1, 0, 0, 0, 0, 0]);

    let malformed =
        json!([null, 5, "x", {}, {"digest": "sha256:no", "size": 1}, {"digest": 5}, entry("x", "a", json!(3))]);
    let index = read(Some(MediaType::OCI_INDEX), &json!({"manifests": malformed}));
    assert_eq!(index.children().len(), 1);
    assert_eq!(index.children()[0].platform, None);
    assert!(read(Some(MediaType::OCI_INDEX), &json!({"manifests": {"a": 1}})).children().is_empty());
}

#[test]
fn a_character_that_no_store_holds_is_replaced() {
    let body = json!({
        "mediaType": MediaType::OCI_INDEX, "artifactType": "a\0b", "annotations": {"na\0me": "te\0xt"},
        "manifests": [{"mediaType": "\0", "digest": digest("a"), "platform": {"os": "li\0nux", "architecture": "arm"},
            "annotations": {"\0": "\0"}}],
    });
    let index = read(None, &body);
    assert!(!format!("{index:?}").contains("\\0"), "{index:?}");
    assert_eq!(index.artifact_type.as_deref(), Some("a\u{fffd}b"));
    assert_eq!(index.annotations, BTreeMap::from([("na\u{fffd}me".into(), "te\u{fffd}xt".into())]));
    assert_eq!(index.children()[0].platform.as_ref().unwrap().to_string(), "li\u{fffd}nux/arm");
}
