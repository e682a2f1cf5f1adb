use domain::catalog::{CatalogTotals, Content, Platform};

use super::catalog_samples::{
    adding, apply, child, digest, found, found_manifest, found_tag, image, index, opaque, platform, removing_manifests,
    repository,
};
use super::writing;
use crate::{Store, UnitOfWork};

pub async fn a_repository_counts_each_manifest_and_blob_once(store: &dyn Store) {
    let mut unit = writing(store).await;
    let manifests = vec![image(1, &[100, 1000, 1000]), image(2, &[200, 1000]), opaque(4)];
    apply(&mut *unit, "app", &adding(manifests, &[("a", 1), ("b", 1), ("c", 4)]), 0).await;
    assert_eq!(sums(&mut *unit, "app").await, (3, 3, 1 + 2 + 4 + 100 + 200 + 1000));

    apply(&mut *unit, "app", &adding(vec![image(8, &[100, 2000])], &[]), 0).await;
    assert_eq!(sums(&mut *unit, "app").await, (3, 4, 1 + 2 + 4 + 8 + 100 + 200 + 1000 + 2000));
    apply(&mut *unit, "app", &removing_manifests(&[1, 8]), 0).await;
    assert_eq!(sums(&mut *unit, "app").await, (1, 2, 2 + 4 + 200 + 1000));
}

pub async fn the_whole_counts_each_manifest_and_blob_once(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert_eq!(unit.catalog().totals().await.unwrap(), CatalogTotals::default());
    apply(&mut *unit, "a", &adding(vec![image(1, &[100, 1000])], &[("a", 1), ("b", 1)]), 0).await;
    apply(&mut *unit, "b", &adding(vec![image(1, &[100, 1000]), image(2, &[200, 1000])], &[("a", 1)]), 0).await;
    let totals = |repositories, tags, manifests, size| CatalogTotals { repositories, tags, manifests, size };
    assert_eq!(unit.catalog().totals().await.unwrap(), totals(2, 3, 3, 1 + 2 + 100 + 200 + 1000));

    apply(&mut *unit, "b", &removing_manifests(&[1]), 0).await;
    assert_eq!(unit.catalog().totals().await.unwrap(), totals(2, 2, 2, 1 + 2 + 100 + 200 + 1000));
    apply(&mut *unit, "b", &removing_manifests(&[2]), 0).await;
    assert_eq!(unit.catalog().totals().await.unwrap(), totals(1, 2, 1, 1 + 100 + 1000));
    unit.catalog().remove_repository(&repository("a")).await.unwrap();
    assert_eq!(unit.catalog().totals().await.unwrap(), CatalogTotals::default());
}

pub async fn a_pull_moves_each_blob_once(store: &dyn Store) {
    let mut unit = writing(store).await;
    let manifests = vec![image(1, &[100, 1000, 1000, 100]), opaque(4)];
    apply(&mut *unit, "app", &adding(manifests, &[("a", 1), ("b", 4)]), 0).await;
    assert_eq!(found_tag(&mut *unit, "app", "a").await.size, 1 + 100 + 1000);
    assert_eq!(found_tag(&mut *unit, "app", "b").await.size, 4);
}

pub async fn a_pull_of_an_index_moves_its_known_children(store: &dyn Store) {
    let mut unit = writing(store).await;
    let both = index(8, vec![child(1, Some("linux/amd64")), child(2, Some("linux/arm64")), child(1, None)]);
    apply(&mut *unit, "app", &adding(vec![both], &[("a", 8)]), 0).await;
    apply(&mut *unit, "other", &adding(vec![image(1, &[100])], &[]), 0).await;
    assert_eq!(found_tag(&mut *unit, "app", "a").await.size, 8, "no child is known here");

    apply(&mut *unit, "app", &adding(vec![image(1, &[100, 1000])], &[]), 0).await;
    assert_eq!(found_tag(&mut *unit, "app", "a").await.size, 8 + 1 + 100 + 1000);
    apply(&mut *unit, "app", &adding(vec![image(2, &[200, 1000])], &[("b", 2)]), 0).await;
    assert_eq!(found_tag(&mut *unit, "app", "a").await.size, 8 + 1 + 2 + 100 + 200 + 1000);

    let outer = index(16, vec![child(8, None), child(1, None)]);
    apply(&mut *unit, "app", &adding(vec![outer], &[("c", 16)]), 0).await;
    assert_eq!(found_tag(&mut *unit, "app", "c").await.size, 16 + 8 + 1 + 2 + 100 + 200 + 1000);
    apply(&mut *unit, "app", &removing_manifests(&[1]), 0).await;
    assert_eq!(found_tag(&mut *unit, "app", "a").await.size, 8 + 2 + 200 + 1000);
    assert_eq!(found_tag(&mut *unit, "app", "c").await.size, 16 + 8 + 2 + 200 + 1000);
}

pub async fn platforms_are_those_of_images(store: &dyn Store) {
    let mut unit = writing(store).await;
    let attests = [("vnd.docker.reference.type", "attestation-manifest"), ("vnd.docker.reference.digest", "sha256:0")];
    let mut attestation = child(3, Some("linux/s390x"));
    attestation.annotations = attests.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let children = vec![
        child(2, Some("windows/amd64")),
        child(1, Some("linux/arm/v7")),
        child(9, Some("windows/amd64")),
        child(4, Some("unknown/unknown")),
        child(5, None),
        attestation,
    ];
    let mut artifact = image(1, &[11]);
    artifact.artifact_type = Some("application/vnd.example".to_owned());
    let changes = adding(vec![artifact, index(8, children), opaque(4)], &[("image", 1), ("index", 8), ("odd", 4)]);
    apply(&mut *unit, "app", &changes, 0).await;

    let cases: [(&str, Vec<Platform>); 3] = [
        ("image", vec![platform("linux/amd64")]),
        ("index", vec![platform("windows/amd64"), platform("linux/arm/v7")]),
        ("odd", vec![]),
    ];
    for (name, expected) in cases {
        assert_eq!(found_tag(&mut *unit, "app", name).await.platforms, expected, "{name}");
    }
    let tag = found_tag(&mut *unit, "app", "image").await;
    assert_eq!(tag.artifact_type.as_deref(), Some("application/vnd.example"));
    assert_eq!(tag.media_type, "application/vnd.oci.image.manifest.v1+json");
}

pub async fn what_others_hold_too_is_told(store: &dyn Store) {
    let mut unit = writing(store).await;
    apply(&mut *unit, "a", &adding(vec![image(1, &[11, 12]), image(2, &[13])], &[]), 0).await;
    apply(&mut *unit, "b", &adding(vec![image(1, &[11, 12]), image(3, &[13]), index(5, vec![child(2, None)])], &[]), 0)
        .await;
    let asked = [1, 2, 3, 11, 12, 13, 99].map(digest);
    for (name, expected) in
        [("a", vec![1, 3, 11, 12, 13]), ("b", vec![1, 2, 11, 12, 13]), ("c", vec![1, 2, 3, 11, 12, 13])]
    {
        let mut elsewhere = unit.catalog().held_elsewhere(&repository(name), &asked).await.unwrap();
        elsewhere.sort();
        assert_eq!(elsewhere, expected.into_iter().map(digest).collect::<Vec<_>>(), "{name}");
    }
    assert!(unit.catalog().held_elsewhere(&repository("a"), &[]).await.unwrap().is_empty());
}

pub async fn sizes_that_are_lies_do_no_harm(store: &dyn Store) {
    let mut unit = writing(store).await;
    let mut liar = image(1, &[11, 12, 13]);
    if let Content::Image { layers, .. } = &mut liar.content {
        layers.iter_mut().for_each(|layer| layer.size = i64::MAX as u64);
    }
    apply(&mut *unit, "app", &adding(vec![liar.clone()], &[("a", 1)]), 0).await;
    assert!(found(&mut *unit, "app").await.size > 1 << 40);
    assert_eq!(found_manifest(&mut *unit, "app", 1).await.unwrap().manifest, liar);
    apply(&mut *unit, "app", &adding(vec![image(2, &[11])], &[("a", 2)]), 0).await;
    apply(&mut *unit, "app", &removing_manifests(&[1]), 0).await;
    assert_eq!(sums(&mut *unit, "app").await, (1, 1, 2 + 11));
}

async fn sums(unit: &mut dyn UnitOfWork, name: &str) -> (u64, u64, u64) {
    let sums = found(unit, name).await;
    (sums.tags, sums.manifests, sums.size)
}
