use std::collections::BTreeMap;
use std::iter;

use domain::audit::{Event, Target, TargetKind};
use domain::catalog::{Digest, EventId, Manifest, MediaType, Reference, TagName};
use domain::{Group, RepositoryName, User};

use super::audit_samples::{all, bare};
use super::catalog_samples::{any_tag, found_manifest, index, tags};
use super::samples::{group, insert_groups, insert_users, moment, user};
use super::writing;
use crate::{AuditFilter, Direction, RepositoryChanges, Store, Window};

/// Every kind of character, but the one that no store is given.
const CHARACTERS: &str =
    "\u{1}\t\r\n\u{1b}\u{7f}\u{85} '\"\\%_{}[],|$?:;--\u{300}ß日\u{2028}\u{feff}\u{fffd}\u{ffff}🦀\u{10ffff}";

pub async fn every_character_is_kept(store: &dyn Store) {
    let mut unit = writing(store).await;
    let text = || CHARACTERS.to_owned();
    let account = User { description: text(), ..user(1, "alice") };
    insert_users(&mut *unit, std::slice::from_ref(&account)).await;
    assert_eq!(unit.users().find(account.id).await.unwrap(), Some(account));
    let team = Group { description: text(), ..group(1, "team") };
    insert_groups(&mut *unit, std::slice::from_ref(&team)).await;
    assert_eq!(unit.groups().find(team.id).await.unwrap(), Some(team));

    let odd = Manifest {
        media_type: MediaType(text()),
        artifact_type: Some(text()),
        annotations: BTreeMap::from([(text(), text())]),
        ..index(1, vec![])
    };
    let changes = RepositoryChanges { manifests: vec![odd.clone()], ..RepositoryChanges::default() };
    unit.catalog().apply(&"app".parse().unwrap(), &changes, moment(0)).await.unwrap();
    assert_eq!(found_manifest(&mut *unit, "app", 1).await.unwrap().manifest, odd);

    let target = Some(Target { kind: TargetKind::Tag, id: Some(text()), name: text() });
    let event = Event { target, ..bare(CHARACTERS) };
    unit.audit().append(vec![event.clone()]).await.unwrap();
    assert_eq!(all(&mut *unit).await.pop().unwrap().event, event);
}

pub async fn the_longest_are_kept_and_found(store: &dyn Store) {
    let mut unit = writing(store).await;
    let account = user(1, &mixed("", 64));
    insert_users(&mut *unit, std::slice::from_ref(&account)).await;
    assert_eq!(unit.users().find_with_password(&account.login).await.unwrap().unwrap().0, account);
    let name: String = ('\u{10000}'..).step_by(7).take(128).collect();
    let team = group(1, &name);
    insert_groups(&mut *unit, std::slice::from_ref(&team)).await;
    assert_eq!(unit.groups().find(team.id).await.unwrap(), Some(team));

    let repository: RepositoryName = mixed("", 255).parse().unwrap();
    let tag: TagName = mixed("", 128).parse().unwrap();
    let digest: Digest = mixed("long:", 255).parse().unwrap();
    let changes = RepositoryChanges {
        manifests: vec![Manifest { digest: digest.clone(), ..index(1, vec![]) }],
        tags: vec![(tag.clone(), digest.clone())],
        ..RepositoryChanges::default()
    };
    unit.catalog().apply(&repository, &changes, moment(0)).await.unwrap();
    assert_eq!(tags(&mut *unit, &any_tag(), &[]).await, [format!("{repository}:{tag}")]);
    let places = [Reference::Tag(tag), Reference::Digest(digest.clone())];
    let noted = places.clone().map(|place| (repository.clone(), place));
    unit.catalog().note(&noted, moment(0)).await.unwrap();
    assert_eq!(unit.catalog().notices(9).await.unwrap().len(), places.len());

    let ids = [mixed("", 255), mixed("", 1 << 20)].map(|told| EventId::new(&told));
    assert_eq!(unit.catalog().remember_events(&ids, moment(0)).await.unwrap(), ids.clone().into());
    assert!(unit.catalog().remember_events(&ids, moment(0)).await.unwrap().is_empty());

    let name = format!("{repository}@{digest}");
    let target = Some(Target { kind: TargetKind::Manifest, id: None, name: name.clone() });
    unit.audit().append(vec![Event { target, ..bare(&mixed("", 1 << 16)) }]).await.unwrap();
    let of_target = AuditFilter { target: Some(name), ..AuditFilter::default() };
    assert_eq!(unit.audit().list(&of_target, Direction::Ascending, Window::ALL).await.unwrap().len(), 1);
}

/// A text of this length that cannot be packed into much less.
fn mixed(start: &str, length: usize) -> String {
    let step =
        |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
    let letters = iter::successors(Some(7), step).filter_map(|state| char::from_digit((state >> 59) as u32, 32));
    start.chars().chain(letters).take(length).collect()
}
