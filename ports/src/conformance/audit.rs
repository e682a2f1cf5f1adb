use std::net::{IpAddr, Ipv6Addr};

use domain::audit::{Actor, ActorKind, ChainPoint, Deed, Event, Outcome, Target, TargetKind, Verifier};

use super::audit_samples::{all, bare, full};
use super::samples::moment;
use super::{assert_refused, reading, writing};
use crate::{AuditFilter, AuditWriter, Direction, Store, UnitOfWork, Window};

pub async fn each_entry_follows_the_one_before(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert_eq!(unit.audit().head().await.unwrap(), ChainPoint::START);
    let first = unit.audit().append(vec![bare("1"), full()]).await.unwrap();
    assert_eq!(unit.audit().append(Vec::new()).await.unwrap(), first);
    let head = unit.audit().append(vec![bare("3")]).await.unwrap();
    assert_eq!(unit.audit().head().await.unwrap(), head);
    unit.commit().await.unwrap();

    let mut unit = reading(store).await;
    let mut verifier = Verifier::new(Some(first));
    for entry in all(&mut *unit).await {
        verifier.take(&entry).unwrap();
    }
    let intact = verifier.finish().unwrap();
    assert_eq!((intact.entries, intact.head), (3, head));
    assert_refused(unit.audit().append(vec![bare("")]).await);
}

pub async fn an_entry_is_read_as_it_was_written(store: &dyn Store) {
    let mut unit = writing(store).await;
    let actors = ActorKind::ALL.iter().filter_map(|kind| Actor::of_parts(*kind, None, String::new()));
    let by_others = actors.map(|actor| Event { actor, ..bare("") });
    let deeds = Deed::ALL.iter().map(|deed| Event { deed: *deed, ..bare("") });
    let targets = TargetKind::ALL.iter().map(|kind| {
        let target = Some(Target { kind: *kind, id: None, name: String::new() });
        Event { target, address: Some(Ipv6Addr::LOCALHOST.into()), ..bare("") }
    });
    let events: Vec<_> = [bare("x"), full()].into_iter().chain(by_others).chain(deeds).chain(targets).collect();
    unit.audit().append(events.clone()).await.unwrap();
    let read: Vec<_> = all(&mut *unit).await.into_iter().map(|entry| entry.event).collect();
    assert_eq!(read, events);
}

pub async fn what_is_dropped_is_undone(store: &dyn Store) {
    let mut unit = writing(store).await;
    unit.audit().append(vec![bare("")]).await.unwrap();
    drop(unit);
    assert_eq!(reading(store).await.audit().head().await.unwrap(), ChainPoint::START);
}

pub async fn concurrent_units_make_one_chain(store: &dyn Store) {
    let append = || async {
        let mut unit = writing(store).await;
        unit.audit().append(vec![bare("")]).await.unwrap();
        unit.commit().await.unwrap();
    };
    super::drive::all((0..8).map(|_| append())).await;
    let entries = all(&mut *reading(store).await).await;
    let mut verifier = Verifier::new(None);
    for entry in &entries {
        verifier.take(entry).unwrap();
    }
    assert_eq!(verifier.finish().unwrap().entries, 8);
}

pub async fn entries_are_listed_both_ways_in_windows(store: &dyn Store) {
    let mut unit = writing(store).await;
    unit.audit().append((1..=5).map(|number| bare(&number.to_string())).collect()).await.unwrap();
    let any = AuditFilter::default();
    let window = Window { offset: 1, limit: 2 };
    assert_eq!(listed(&mut *unit, &any, Direction::Ascending, window).await, [2, 3]);
    assert_eq!(listed(&mut *unit, &any, Direction::Descending, window).await, [4, 3]);
    assert_eq!(listed(&mut *unit, &any, Direction::Descending, Window::ALL).await, [5, 4, 3, 2, 1]);
    let between = AuditFilter { after: Some(1), before: Some(4), ..any };
    assert_eq!(listed(&mut *unit, &between, Direction::Descending, Window::ALL).await, [3, 2]);
}

pub async fn filters_take_what_fits_in_every_field(store: &dyn Store) {
    let mut unit = writing(store).await;
    let claimed = Event { actor: Actor::Claimed("alice".to_owned()), outcome: Outcome::Refused, ..bare("") };
    unit.audit().append(vec![bare(""), full(), claimed]).await.unwrap();
    let any = AuditFilter::default();
    let alice = AuditFilter { actor: Some("alice".to_owned()), ..any.clone() };
    let address: IpAddr = [192, 0, 2, 1].into();
    let cases = [
        (any.clone(), vec![1, 2, 3]),
        (alice.clone(), vec![2, 3]),
        (AuditFilter { actor: Some("ali".to_owned()), ..any.clone() }, vec![]),
        (AuditFilter { deeds: vec![Deed::UserUpdate, Deed::TagDelete], ..any.clone() }, vec![2]),
        (AuditFilter { outcomes: vec![Outcome::Refused, Outcome::Failed], ..any.clone() }, vec![2, 3]),
        (AuditFilter { target: Some("bob \"b\" ü".to_owned()), ..any.clone() }, vec![2]),
        (AuditFilter { target: Some("bob".to_owned()), ..any.clone() }, vec![]),
        (AuditFilter { address: Some(address), ..any.clone() }, vec![2]),
        (AuditFilter { from: Some(moment(2)), ..any.clone() }, vec![2]),
        (AuditFilter { until: Some(moment(2)), ..any.clone() }, vec![1, 3]),
        (AuditFilter { outcomes: vec![Outcome::Refused], address: Some(address), ..alice }, vec![]),
    ];
    for (filter, expected) in cases {
        assert_eq!(listed(&mut *unit, &filter, Direction::Ascending, Window::ALL).await, expected, "{filter:?}");
    }
}

pub async fn text_is_found_literally_in_any_case(store: &dyn Store) {
    let mut unit = writing(store).await;
    unit.audit().append(vec![bare("100% Sure"), full(), bare("100 percent")]).await.unwrap();
    for (text, expected) in [("0% S", vec![1]), ("sure", vec![1]), ("ALICE", vec![2]), ("b\"", vec![2]), ("_", vec![])]
    {
        let filter = AuditFilter { text: Some(text.to_owned()), ..AuditFilter::default() };
        assert_eq!(listed(&mut *unit, &filter, Direction::Ascending, Window::ALL).await, expected, "{text}");
    }
}

pub async fn the_oldest_go_and_the_rest_still_follows(store: &dyn Store) {
    let mut unit = writing(store).await;
    let at = |microseconds: i64| Event { at: moment(microseconds), ..bare("") };
    // The clock was set back once.
    unit.audit().append([1, 2, 5, 3, 6].map(at).to_vec()).await.unwrap();
    let entries = all(&mut *unit).await;
    let [first, second, rest @ .., last] = entries.as_slice() else { panic!("five entries were written") };

    assert_eq!(unit.audit().trim(moment(1), 10).await.unwrap(), None);
    assert_eq!(unit.audit().trim(moment(4), 1).await.unwrap(), Some(first.point()));
    assert_eq!(unit.audit().trim(moment(4), 10).await.unwrap(), Some(second.point()));
    assert_eq!(unit.audit().trim(moment(4), 10).await.unwrap(), None);
    assert!(all(&mut *unit).await.iter().eq(rest.iter().chain([last])));
    unit.audit().append(vec![bare("")]).await.unwrap();
    assert_eq!(all(&mut *unit).await.last().unwrap().point_before(), last.point());
}

pub async fn the_last_entry_stays(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert_eq!(unit.audit().trim(moment(9), 10).await.unwrap(), None);
    let head = unit.audit().append(vec![bare("1"), bare("2")]).await.unwrap();
    assert_eq!(unit.audit().trim(moment(9), 10).await.unwrap().unwrap().sequence, 1);
    assert_eq!(unit.audit().trim(moment(9), 10).await.unwrap(), None);
    assert_eq!(unit.audit().head().await.unwrap(), head);
}

pub async fn servers_are_kept_until_they_end(store: &dyn Store) {
    let writer = |id: &str, at| AuditWriter { id: id.to_owned(), seen_at: moment(at) };
    let mut unit = writing(store).await;
    unit.audit().keep_writer(&writer("b", 1)).await.unwrap();
    unit.audit().keep_writer(&writer("a", 1)).await.unwrap();
    unit.audit().keep_writer(&writer("b", 2)).await.unwrap();
    assert_eq!(unit.audit().writers().await.unwrap(), [writer("a", 1), writer("b", 2)]);
    assert!(unit.audit().remove_writer("b").await.unwrap());
    assert!(!unit.audit().remove_writer("b").await.unwrap());
    assert_eq!(unit.audit().writers().await.unwrap(), [writer("a", 1)]);
}

/// The numbers of the entries.
async fn listed(unit: &mut dyn UnitOfWork, filter: &AuditFilter, direction: Direction, window: Window) -> Vec<u64> {
    let rows = unit.audit().list(filter, direction, window).await.unwrap();
    rows.into_iter().map(|row| row.unwrap().sequence).collect()
}
