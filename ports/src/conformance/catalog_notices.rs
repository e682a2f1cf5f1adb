use std::slice;

use domain::catalog::{EventId, Reference};

use super::catalog_samples::{adding, any_repository, apply, digest, image, repositories, repository, tag};
use super::samples::moment;
use super::writing;
use crate::{Notice, Store, UnitOfWork};

pub async fn notices_come_oldest_first(store: &dyn Store) {
    let mut unit = writing(store).await;
    let [one, two, three] = [Reference::Tag(tag("007")), Reference::Digest(digest(7)), Reference::Tag(tag("v1.0"))];
    for (name, reference, at) in [("app", &one, 5), ("app", &two, 4), ("app", &three, 6), ("other", &one, 7)] {
        note(&mut *unit, name, reference, at).await;
    }
    let expected = [("app", &two), ("app", &one), ("app", &three), ("other", &one)];
    let expected = expected.map(|(name, reference)| (repository(name), reference.clone()));
    assert_eq!(noted(&mut *unit, 9).await, expected);
    assert_eq!(noted(&mut *unit, 2).await, expected.iter().take(2).cloned().collect::<Vec<_>>());
    assert!(noted(&mut *unit, 0).await.is_empty());
    assert_eq!(noted(&mut *unit, u64::MAX).await, expected);
}

pub async fn what_is_noted_makes_a_repository_known(store: &dyn Store) {
    let mut unit = writing(store).await;
    note(&mut *unit, "app", &Reference::Tag(tag("a")), 0).await;
    assert!(unit.catalog().repository(&repository("app")).await.unwrap().is_some());
    assert_eq!(repositories(&mut *unit, &any_repository(), &[]).await, Vec::<String>::new());
    apply(&mut *unit, "app", &adding(vec![image(1, &[11])], &[]), 0).await;
    assert_eq!(repositories(&mut *unit, &any_repository(), &[]).await, ["app"]);
    assert_eq!(noted(&mut *unit, 9).await.len(), 1);
}

pub async fn many_places_are_noted_and_dismissed_together(store: &dyn Store) {
    let mut unit = writing(store).await;
    let [one, two] = [Reference::Tag(tag("a")), Reference::Digest(digest(7))];
    let places = [("app", &one), ("other", &one), ("app", &two), ("app", &one)];
    let places = places.map(|(name, reference)| (repository(name), reference.clone()));
    unit.catalog().note(&places, moment(0)).await.unwrap();
    let notices = unit.catalog().notices(9).await.unwrap();
    assert_eq!(notices.len(), 3);
    note(&mut *unit, "other", &one, 1).await;
    unit.catalog().dismiss(&notices).await.unwrap();
    assert_eq!(noted(&mut *unit, 9).await, [(repository("other"), one)], "it was noted anew meanwhile");
    unit.catalog().note(&[], moment(0)).await.unwrap();
    unit.catalog().dismiss(&[]).await.unwrap();
}

pub async fn what_is_noted_twice_is_looked_at_once(store: &dyn Store) {
    let mut unit = writing(store).await;
    let reference = Reference::Tag(tag("a"));
    note(&mut *unit, "app", &reference, 0).await;
    let [first]: [Notice; 1] = unit.catalog().notices(9).await.unwrap().try_into().unwrap();
    note(&mut *unit, "app", &reference, 1).await;
    let [second]: [Notice; 1] = unit.catalog().notices(9).await.unwrap().try_into().unwrap();
    assert!(second.version > first.version);

    unit.catalog().dismiss(slice::from_ref(&first)).await.unwrap();
    assert_eq!(unit.catalog().notices(9).await.unwrap(), slice::from_ref(&second), "it was noted anew meanwhile");
    unit.catalog().dismiss(slice::from_ref(&second)).await.unwrap();
    unit.catalog().dismiss(slice::from_ref(&second)).await.unwrap();
    assert!(noted(&mut *unit, 9).await.is_empty());

    note(&mut *unit, "app", &reference, 2).await;
    unit.catalog().dismiss(slice::from_ref(&second)).await.unwrap();
    assert_eq!(noted(&mut *unit, 9).await.len(), 1, "an old notice takes no new one away");
}

pub async fn an_event_is_remembered_for_a_while(store: &dyn Store) {
    let mut unit = writing(store).await;
    let [first, second] = ["007", "7"].map(EventId::new);
    assert_eq!(remember(&mut *unit, &[&first, &first], 0).await, slice::from_ref(&first));
    assert_eq!(remember(&mut *unit, &[&first, &second], 5).await, slice::from_ref(&second));
    assert!(remember(&mut *unit, &[], 5).await.is_empty());
    unit.catalog().forget_before(moment(5)).await.unwrap();
    assert_eq!(remember(&mut *unit, &[&second, &first], 6).await, [first]);
}

async fn note(unit: &mut dyn UnitOfWork, name: &str, reference: &Reference, at: i64) {
    unit.catalog().note(&[(repository(name), reference.clone())], moment(at)).await.unwrap();
}

async fn remember(unit: &mut dyn UnitOfWork, ids: &[&EventId], at: i64) -> Vec<EventId> {
    let ids: Vec<_> = ids.iter().copied().cloned().collect();
    unit.catalog().remember_events(&ids, moment(at)).await.unwrap().into_iter().collect()
}

async fn noted(unit: &mut dyn UnitOfWork, limit: u64) -> Vec<(domain::RepositoryName, Reference)> {
    let notices = unit.catalog().notices(limit).await.unwrap();
    notices.into_iter().map(|notice| (notice.repository, notice.reference)).collect()
}
