use super::catalog_samples::{
    adding, apply, child, found, found_manifest, found_tag, image, index, pull, removing_manifests, repository,
};
use super::samples::moment;
use super::writing;
use crate::{Store, UnitOfWork};

pub async fn a_pull_is_counted(store: &dyn Store) {
    let mut unit = writing(store).await;
    let manifests = vec![image(1, &[11]), image(2, &[12])];
    apply(&mut *unit, "app", &adding(manifests.clone(), &[("a", 1), ("b", 1), ("c", 2)]), 0).await;
    apply(&mut *unit, "other", &adding(manifests, &[("a", 1)]), 0).await;
    for at in [5, 7, 6] {
        pull(&mut *unit, "app", 1, at).await;
    }
    for name in ["a", "b"] {
        let tag = found_tag(&mut *unit, "app", name).await;
        assert_eq!((tag.pulls, tag.pulled_at), (3, Some(moment(7))), "{name}");
    }
    let manifest = found_manifest(&mut *unit, "app", 1).await.unwrap();
    assert_eq!((manifest.pulls, manifest.pulled_at), (3, Some(moment(7))));
    assert_eq!(pulls(&mut *unit, "app").await, (3, Some(7)));
    assert_eq!(pulls(&mut *unit, "other").await, (0, None));
    assert_eq!(found_tag(&mut *unit, "app", "c").await.pulls, 0);

    apply(&mut *unit, "app", &adding(vec![], &[("c", 1), ("d", 1), ("a", 2)]), 0).await;
    for (name, expected) in [("a", 0), ("c", 3), ("d", 3)] {
        assert_eq!(found_tag(&mut *unit, "app", name).await.pulls, expected, "{name}");
    }
}

pub async fn a_pull_of_what_is_not_known_is_kept(store: &dyn Store) {
    let mut unit = writing(store).await;
    for at in [5, 7, 6] {
        pull(&mut *unit, "app", 1, at).await;
    }
    pull(&mut *unit, "app", 2, 9).await;
    pull(&mut *unit, "other", 1, 9).await;
    assert_eq!(unit.catalog().repository(&repository("app")).await.unwrap(), None);

    apply(&mut *unit, "app", &adding(vec![image(1, &[11])], &[("a", 1)]), 0).await;
    let tag = found_tag(&mut *unit, "app", "a").await;
    assert_eq!((tag.pulls, tag.pulled_at), (3, Some(moment(7))));
    assert_eq!(pulls(&mut *unit, "app").await, (3, Some(7)));

    apply(&mut *unit, "app", &removing_manifests(&[1]), 0).await;
    apply(&mut *unit, "app", &adding(vec![image(1, &[11])], &[("a", 1)]), 0).await;
    assert_eq!(found_tag(&mut *unit, "app", "a").await.pulls, 0, "they are counted once");
}

pub async fn the_images_of_an_index_are_not_counted_beside_it(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert!(pull(&mut *unit, "app", 1, 3).await, "nobody knows yet");
    apply(&mut *unit, "app", &adding(vec![image(1, &[11]), image(2, &[12])], &[("a", 1)]), 0).await;
    pull(&mut *unit, "app", 2, 4).await;
    assert_eq!(pulls(&mut *unit, "app").await, (2, Some(4)));

    pull(&mut *unit, "app", 8, 5).await;
    apply(&mut *unit, "app", &adding(vec![index(8, vec![child(1, None)])], &[("b", 8)]), 0).await;
    assert_eq!(pulls(&mut *unit, "app").await, (2, Some(5)), "of the index and of the image that is alone");
    assert!(!pull(&mut *unit, "app", 1, 9).await, "it comes with the index");
    assert!(pull(&mut *unit, "app", 8, 8).await);
    assert_eq!(pulls(&mut *unit, "app").await, (3, Some(9)));
    assert_eq!(found_tag(&mut *unit, "app", "a").await.pulls, 2);
    assert_eq!(found_tag(&mut *unit, "app", "b").await.pulls, 2);

    apply(&mut *unit, "other", &adding(vec![image(1, &[11])], &[]), 0).await;
    assert!(pull(&mut *unit, "other", 1, 1).await);
    assert_eq!(pulls(&mut *unit, "other").await, (1, Some(1)), "the index is in another repository");
    apply(&mut *unit, "app", &removing_manifests(&[8]), 0).await;
    assert_eq!(pulls(&mut *unit, "app").await, (3, Some(9)), "of the two images");
}

pub async fn kept_pulls_are_forgotten(store: &dyn Store) {
    let mut unit = writing(store).await;
    for at in [4, 5, 6] {
        pull(&mut *unit, "app", 1, at).await;
    }
    unit.catalog().forget_before(moment(5)).await.unwrap();
    apply(&mut *unit, "app", &adding(vec![image(1, &[11])], &[]), 0).await;
    assert_eq!(pulls(&mut *unit, "app").await, (2, Some(6)));
    unit.catalog().forget_before(moment(99)).await.unwrap();
    assert_eq!(pulls(&mut *unit, "app").await, (2, Some(6)), "what was counted stays");
}

async fn pulls(unit: &mut dyn UnitOfWork, name: &str) -> (u64, Option<i64>) {
    let repository = found(unit, name).await;
    let microseconds = |at: time::OffsetDateTime| i64::try_from((at - moment(0)).whole_microseconds()).unwrap();
    (repository.pulls, repository.pulled_at.map(microseconds))
}
