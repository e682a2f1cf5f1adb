use domain::catalog::{Content, MediaType};
use ports::Registry;
use serde_json::json;

use crate::content::{DOCKER_CONFIG, Pushed, by_digest, repository, tag};
use crate::stock::Stock;

/// The registry gives what was pushed, by tag and by digest alike.
async fn expect(stock: &Stock, name: &str, pushed: &Pushed) -> domain::catalog::Manifest {
    let client = stock.client();
    let repository = repository("kinds");
    assert_eq!(client.resolve(&repository, &tag(name)).await.unwrap().unwrap(), pushed.digest);
    assert_eq!(client.resolve(&repository, &by_digest(&pushed.digest)).await.unwrap().unwrap(), pushed.digest);
    let by_tag = client.manifest(&repository, &tag(name)).await.unwrap().unwrap();
    assert_eq!(client.manifest(&repository, &by_digest(&pushed.digest)).await.unwrap().unwrap(), by_tag);
    assert_eq!((&by_tag.raw, &by_tag.manifest.digest), (&pushed.raw, &pushed.digest));
    assert_eq!((by_tag.manifest.size, &by_tag.manifest.media_type.0), (pushed.raw.len() as u64, &pushed.media_type));
    by_tag.manifest
}

#[tokio::test]
async fn images_of_oci_and_docker() {
    let stock = Stock::start();
    let oci = stock.push_image("kinds", "oci", "one");
    let body = stock.image("kinds", "two", DOCKER_CONFIG);
    let docker = stock.push_manifest("kinds", "docker", MediaType::DOCKER_MANIFEST, &body);
    for (name, pushed) in [("oci", oci), ("docker", docker)] {
        let manifest = expect(&stock, name, &pushed).await;
        assert_eq!(manifest.blobs().map(|blob| blob.size).collect::<Vec<_>>(), [15, 12]);
        assert_eq!(manifest.artifact_type, None);
    }
}

#[tokio::test]
async fn indexes_of_oci_and_docker() {
    let stock = Stock::start();
    let oci_child = stock.push_image("kinds", "oci", "one");
    let body = stock.image("kinds", "two", DOCKER_CONFIG);
    let docker_child = stock.push_manifest("kinds", "docker", MediaType::DOCKER_MANIFEST, &body);
    for (child, media_type) in [(oci_child, MediaType::OCI_INDEX), (docker_child, MediaType::DOCKER_LIST)] {
        let mut entry = child.descriptor();
        entry["platform"] = json!({"os": "linux", "architecture": "arm64", "variant": "v8"});
        let body = json!({"schemaVersion": 2, "mediaType": media_type, "manifests": [entry]});
        let index = expect(&stock, "index", &stock.push_manifest("kinds", "index", media_type, &body)).await;
        let [found] = index.children() else { panic!("{index:?}") };
        assert_eq!((&found.descriptor.digest, found.descriptor.size), (&child.digest, child.raw.len() as u64));
        assert_eq!(found.platform.as_ref().unwrap().to_string(), "linux/arm64/v8");
    }
}

#[tokio::test]
async fn an_artifact_about_an_image() {
    let stock = Stock::start();
    let image = stock.push_image("kinds", "image", "one");
    let empty = stock.push_blob("kinds", b"{}");
    let body = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OCI_MANIFEST,
        "artifactType": "application/vnd.example.sbom",
        "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": empty.digest, "size": 2},
        "layers": [],
        "subject": image.descriptor(),
        "annotations": {"org.opencontainers.image.created": "today"},
    });
    let artifact = expect(&stock, "sbom", &stock.push_manifest("kinds", "sbom", MediaType::OCI_MANIFEST, &body)).await;
    assert_eq!(artifact.artifact_type.as_deref(), Some("application/vnd.example.sbom"));
    assert_eq!(artifact.subject, Some(image.digest));
    assert_eq!(artifact.annotations["org.opencontainers.image.created"], "today");
    assert!(matches!(&artifact.content, Content::Image { layers, .. } if layers.is_empty()));
}

#[tokio::test]
async fn what_does_not_exist_is_none() {
    let stock = Stock::start();
    let image = stock.push_image("known", "v1", "one");
    let client = stock.client();
    for (name, reference) in
        [("known", tag("v2")), ("unknown", tag("v1")), ("unknown", by_digest(&image.digest)), ("un/known", tag("v1"))]
    {
        assert_eq!(client.resolve(&repository(name), &reference).await.unwrap(), None);
        assert_eq!(client.manifest(&repository(name), &reference).await.unwrap(), None);
    }
}
