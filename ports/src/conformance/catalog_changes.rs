use domain::catalog::{Content, Digest, Reference};

use super::catalog_samples::{
    adding, any_repository, any_tag, apply, child, digest, found, found_manifest, found_tag, image, index, opaque,
    removing_manifests, removing_tags, repositories, repository, tag, tags,
};
use super::samples::moment;
use super::{assert_missing_reference, assert_refused, reading, writing};
use crate::{Record, RepositoryChanges, RepositorySnapshot, Store, UnitOfWork};

pub async fn a_manifest_is_found_as_it_was_applied(store: &dyn Store) {
    let mut unit = writing(store).await;
    let notes =
        |name: &str| [(name.to_owned(), "ünïcode \"and\" 'more'".to_owned()), ("007".to_owned(), String::new())];
    let mut plain = image(1, &[11, 12, 12, 11]);
    if let Content::Image { platform, .. } = &mut plain.content {
        *platform = None;
    }
    let mut artifact = image(2, &[11]);
    artifact.artifact_type = Some("application/vnd.example".to_owned());
    artifact.subject = Some(digest(1));
    artifact.annotations = notes("org.opencontainers.image.title").into();
    let mut many = index(3, vec![child(1, Some("linux/arm/v7")), child(99, None), child(2, Some("unknown/unknown"))]);
    if let Content::Index { children } = &mut many.content {
        children.last_mut().unwrap().annotations = notes("vnd.docker.reference.type").into();
    }
    let other_algorithm: Digest = "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3Tds".parse().unwrap();
    let odd = domain::catalog::Manifest { digest: other_algorithm, size: 0, ..opaque(4) };
    let manifests = vec![plain, artifact, many, index(5, vec![]), odd];
    apply(&mut *unit, "team/app", &adding(manifests.clone(), &[("b", 3), ("a", 3)]), 7).await;

    for manifest in &manifests {
        let found = unit.catalog().manifest(&repository("team/app"), &manifest.digest).await.unwrap().unwrap();
        assert_eq!(&found.manifest, manifest);
        assert_eq!((found.repository, found.pushed_at), (repository("team/app"), moment(7)));
        assert_eq!((found.pulls, found.pulled_at), (0, None));
        let tags = if manifest.digest == digest(3) { vec![tag("a"), tag("b")] } else { vec![] };
        assert_eq!(found.tags, tags);
    }
    let mut all = unit.catalog().manifests(&repository("team/app")).await.unwrap();
    all.sort_by_key(|entry| manifests.iter().position(|manifest| manifest.digest == entry.manifest.digest));
    assert_eq!(all.iter().map(|entry| entry.manifest.clone()).collect::<Vec<_>>(), manifests);
    assert_eq!(all.get(2).unwrap().tags, [tag("a"), tag("b")]);

    assert_eq!(found_manifest(&mut *unit, "team/app", 99).await, None);
    assert_eq!(found_manifest(&mut *unit, "team/other", 1).await, None);
    assert!(unit.catalog().manifests(&repository("team/other")).await.unwrap().is_empty());
}

pub async fn names_stay_text(store: &dyn Store) {
    let mut unit = writing(store).await;
    apply(&mut *unit, "007", &adding(vec![image(1, &[11])], &[("007", 1), ("1e3", 1)]), 0).await;
    assert_eq!(repositories(&mut *unit, &any_repository(), &[]).await, ["007"]);
    assert_eq!(tags(&mut *unit, &any_tag(), &[]).await, ["007:007", "007:1e3"]);
    assert_eq!(found_tag(&mut *unit, "007", "007").await.name, tag("007"));
    assert_eq!(unit.catalog().tag(&repository("7"), &tag("7")).await.unwrap(), None);
    assert_eq!(unit.catalog().repository_names().await.unwrap(), [repository("007")]);
}

pub async fn what_is_known_stays_as_it_is(store: &dyn Store) {
    let mut unit = writing(store).await;
    let changes = adding(vec![image(1, &[11])], &[("latest", 1)]);
    apply(&mut *unit, "app", &changes, 0).await;
    let before = (
        found(&mut *unit, "app").await,
        found_tag(&mut *unit, "app", "latest").await,
        found_manifest(&mut *unit, "app", 1).await,
    );
    apply(&mut *unit, "app", &changes, 5).await;
    let twice = adding(vec![image(1, &[12]), image(1, &[13])], &[("latest", 1), ("latest", 1)]);
    apply(&mut *unit, "app", &twice, 6).await;
    let after = (
        found(&mut *unit, "app").await,
        found_tag(&mut *unit, "app", "latest").await,
        found_manifest(&mut *unit, "app", 1).await,
    );
    assert_eq!(after, before);
    assert_eq!(before.0.pushed_at, Some(moment(0)));
}

pub async fn a_tag_that_moves_is_pushed_anew(store: &dyn Store) {
    let mut unit = writing(store).await;
    apply(&mut *unit, "app", &adding(vec![image(1, &[11]), image(2, &[12])], &[("latest", 1), ("old", 1)]), 0).await;
    let before = found_tag(&mut *unit, "app", "latest").await;
    assert_eq!((before.digest, before.pushed_at, before.size), (digest(1), moment(0), 12));

    apply(&mut *unit, "app", &adding(vec![], &[("latest", 2)]), 5).await;
    let after = found_tag(&mut *unit, "app", "latest").await;
    assert_eq!((after.digest, after.pushed_at, after.size), (digest(2), moment(5), 14));
    assert_eq!(after.id, before.id, "it is the same tag");
    assert_eq!(found_tag(&mut *unit, "app", "old").await.pushed_at, moment(0));
    assert_eq!(found(&mut *unit, "app").await.pushed_at, Some(moment(5)));

    let to_and_fro = adding(vec![], &[("latest", 1), ("latest", 2), ("latest", 1)]);
    apply(&mut *unit, "app", &to_and_fro, 6).await;
    assert_eq!(found_tag(&mut *unit, "app", "latest").await.digest, digest(1), "the last one counts");
}

pub async fn a_tag_needs_its_manifest_in_its_repository(store: &dyn Store) {
    let mut unit = writing(store).await;
    apply(&mut *unit, "other", &adding(vec![image(1, &[11])], &[]), 0).await;
    let changes = adding(vec![image(2, &[12])], &[("good", 2), ("bad", 1)]);
    let result = unit.catalog().apply(&repository("app"), &changes, moment(0)).await;
    assert_missing_reference(result, Record::Tag);
    assert_eq!(unit.catalog().repository(&repository("app")).await.unwrap(), None, "nothing has changed");
    assert_eq!(tags(&mut *unit, &any_tag(), &[]).await, Vec::<String>::new());
    apply(&mut *unit, "app", &adding(vec![image(2, &[12])], &[("good", 2)]), 0).await;
    assert_eq!(tags(&mut *unit, &any_tag(), &[]).await, ["app:good"]);
}

pub async fn changes_are_made_in_order(store: &dyn Store) {
    let mut unit = writing(store).await;
    let changes = RepositoryChanges {
        removed_tags: vec![tag("b")],
        removed_manifests: vec![digest(1)],
        ..adding(vec![image(1, &[11]), image(2, &[12])], &[("a", 1), ("b", 2), ("c", 2)])
    };
    apply(&mut *unit, "app", &changes, 0).await;
    assert_eq!(tags(&mut *unit, &any_tag(), &[]).await, ["app:c"]);
    let all = unit.catalog().manifests(&repository("app")).await.unwrap();
    assert_eq!(all.into_iter().map(|entry| entry.manifest).collect::<Vec<_>>(), [image(2, &[12])]);
}

pub async fn a_manifest_is_removed_with_its_tags(store: &dyn Store) {
    let mut unit = writing(store).await;
    let manifests = vec![image(1, &[11]), image(2, &[11])];
    apply(&mut *unit, "app", &adding(manifests.clone(), &[("a", 1), ("b", 1), ("c", 2)]), 0).await;
    apply(&mut *unit, "other", &adding(manifests, &[("a", 1)]), 0).await;

    apply(&mut *unit, "app", &removing_tags(&["c", "none"]), 0).await;
    assert!(found_manifest(&mut *unit, "app", 2).await.is_some(), "it may be without tags");
    apply(&mut *unit, "app", &removing_manifests(&[1, 99]), 0).await;
    assert_eq!(tags(&mut *unit, &any_tag(), &[]).await, ["other:a"]);
    assert_eq!(found_manifest(&mut *unit, "app", 1).await, None);
    assert!(found_manifest(&mut *unit, "other", 1).await.is_some());
}

pub async fn an_empty_repository_is_not_listed(store: &dyn Store) {
    let mut unit = writing(store).await;
    apply(&mut *unit, "app", &adding(vec![image(1, &[11])], &[("a", 1)]), 3).await;
    apply(&mut *unit, "app", &removing_manifests(&[1]), 4).await;
    apply(&mut *unit, "unknown", &removing_manifests(&[1]), 4).await;
    assert_eq!(repositories(&mut *unit, &any_repository(), &[]).await, Vec::<String>::new());
    let empty = found(&mut *unit, "app").await;
    assert_eq!((empty.tags, empty.manifests, empty.size, empty.pulls), (0, 0, 0, 0));
    assert_eq!(empty.pushed_at, Some(moment(3)), "a removal is no push");
    assert_eq!(unit.catalog().repository_names().await.unwrap(), [repository("app")]);
    assert_eq!(unit.catalog().repository(&repository("unknown")).await.unwrap(), None);
}

pub async fn a_repository_is_removed_with_all_that_is_in_it(store: &dyn Store) {
    let mut unit = writing(store).await;
    let changes = adding(vec![image(1, &[11]), index(2, vec![child(1, None)])], &[("a", 1), ("b", 2)]);
    for name in ["app", "other"] {
        apply(&mut *unit, name, &changes, 0).await;
        unit.catalog().note(&[(repository(name), Reference::Tag(tag("a")))], moment(0)).await.unwrap();
    }
    let kept = found(&mut *unit, "other").await;
    assert!(unit.catalog().remove_repository(&repository("app")).await.unwrap());
    assert!(!unit.catalog().remove_repository(&repository("app")).await.unwrap());

    assert_eq!(unit.catalog().repository(&repository("app")).await.unwrap(), None);
    assert_eq!(snapshot(&mut *unit, "app").await, RepositorySnapshot::default());
    assert_eq!(tags(&mut *unit, &any_tag(), &[]).await, ["other:a", "other:b"]);
    assert_eq!(unit.catalog().notices(9).await.unwrap().len(), 1);
    assert_eq!(found(&mut *unit, "other").await, kept);

    apply(&mut *unit, "app", &changes, 5).await;
    assert_eq!(found_tag(&mut *unit, "app", "a").await.pushed_at, moment(5));
}

pub async fn a_snapshot_is_newer_after_every_change(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert_eq!(snapshot(&mut *unit, "app").await, RepositorySnapshot::default());
    let changes = adding(vec![image(2, &[11]), image(1, &[11])], &[("b", 1), ("a", 2)]);
    apply(&mut *unit, "app", &changes, 0).await;
    let first = snapshot(&mut *unit, "app").await;
    assert!(first.version > 0);
    let mut held = first.clone();
    held.tags.sort();
    held.manifests.sort();
    assert_eq!(held.tags, [(tag("a"), digest(2)), (tag("b"), digest(1))]);
    assert_eq!(held.manifests, [digest(1), digest(2)]);

    apply(&mut *unit, "app", &changes, 0).await;
    let second = snapshot(&mut *unit, "app").await;
    assert!(second.version > first.version);
    unit.catalog().note(&[(repository("app"), Reference::Digest(digest(9)))], moment(0)).await.unwrap();
    let third = snapshot(&mut *unit, "app").await;
    assert!(third.version > second.version);
    apply(&mut *unit, "other", &changes, 0).await;
    assert_eq!(snapshot(&mut *unit, "app").await, third, "others do not matter");

    unit.catalog().remove_repository(&repository("app")).await.unwrap();
    apply(&mut *unit, "app", &changes, 0).await;
    assert!(snapshot(&mut *unit, "app").await.version > third.version, "not even its removal starts it again");
}

pub async fn what_is_dropped_is_undone(store: &dyn Store) {
    let mut unit = writing(store).await;
    apply(&mut *unit, "app", &adding(vec![image(1, &[11])], &[("a", 1)]), 0).await;
    let before = (found(&mut *unit, "app").await, unit.catalog().totals().await.unwrap());
    unit.commit().await.unwrap();

    let mut unit = writing(store).await;
    apply(&mut *unit, "app", &adding(vec![image(2, &[12])], &[("b", 2)]), 0).await;
    apply(&mut *unit, "app", &removing_manifests(&[1]), 0).await;
    drop(unit);
    let mut unit = reading(store).await;
    assert_eq!((found(&mut *unit, "app").await, unit.catalog().totals().await.unwrap()), before);
    assert_eq!(tags(&mut *unit, &any_tag(), &[]).await, ["app:a"]);
    assert_refused(unit.catalog().apply(&repository("app"), &removing_tags(&["a"]), moment(0)).await);
}

async fn snapshot(unit: &mut dyn UnitOfWork, name: &str) -> RepositorySnapshot {
    unit.catalog().snapshot(&repository(name)).await.unwrap()
}
