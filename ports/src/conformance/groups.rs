use domain::{Group, GroupId, Subject, User};

use super::samples::{access, access_id, group, group_id, insert_accesses, insert_groups, insert_users, user, user_id};
use super::{assert_conflict, writing};
use crate::{Direction, Field, GroupFilter, GroupSort, Order, Record, Store, UnitOfWork, Window};

pub async fn a_group_is_found_as_it_was_inserted(store: &dyn Store) {
    let mut unit = writing(store).await;
    for (number, name) in (1..).zip(["007", "o'brien", "1e3", "Команда"]) {
        let sample = Group { description: format!("of {name}"), ..group(number, name) };
        insert_groups(&mut *unit, std::slice::from_ref(&sample)).await;
        assert_eq!(unit.groups().find(sample.id).await.unwrap(), Some(sample));
    }
    assert_eq!(unit.groups().find(group_id(9)).await.unwrap(), None);
}

pub async fn a_taken_id_or_name_is_refused(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "one"), group(2, "two")]).await;

    assert_conflict(unit.groups().insert(&group(1, "three")).await, Record::Group, Field::Id);
    assert_conflict(unit.groups().insert(&group(3, "one")).await, Record::Group, Field::Name);
    assert_conflict(unit.groups().update(&group(2, "one")).await, Record::Group, Field::Name);
}

pub async fn a_group_can_be_changed(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "one"), group(2, "two")]).await;
    insert_users(&mut *unit, &[User { groups: [group_id(1)].into(), ..user(1, "alice") }]).await;

    let renamed = Group { description: "new".to_owned(), ..group(1, "first") };
    assert!(unit.groups().update(&renamed).await.unwrap());
    assert!(unit.groups().update(&renamed).await.unwrap(), "its own name is not taken");
    assert_eq!(unit.groups().find(group_id(1)).await.unwrap(), Some(renamed));
    assert_eq!(unit.groups().find(group_id(2)).await.unwrap(), Some(group(2, "two")));
    assert_eq!(unit.users().find(user_id(1)).await.unwrap().unwrap().groups, [group_id(1)].into());
}

pub async fn what_is_not_there_is_neither_changed_nor_removed(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert!(!unit.groups().update(&group(1, "one")).await.unwrap());
    assert!(!unit.groups().remove(group_id(1)).await.unwrap());
    assert_eq!(unit.groups().find(group_id(1)).await.unwrap(), None);
}

pub async fn removing_a_group_leaves_its_members(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "one"), group(2, "two")]).await;
    insert_users(&mut *unit, &[User { groups: [group_id(1), group_id(2)].into(), ..user(1, "alice") }]).await;
    let of_group = |number, name| access(number, name, Subject::Group(group_id(number)));
    insert_accesses(&mut *unit, &[of_group(1, "for one"), of_group(2, "for two")]).await;

    assert!(unit.groups().remove(group_id(1)).await.unwrap());
    assert!(!unit.groups().remove(group_id(1)).await.unwrap());

    assert_eq!(unit.groups().find(group_id(1)).await.unwrap(), None);
    assert_eq!(unit.users().find(user_id(1)).await.unwrap().unwrap().groups, [group_id(2)].into());
    assert_eq!(unit.accesses().find(access_id(1)).await.unwrap(), None);
    assert!(unit.accesses().find(access_id(2)).await.unwrap().is_some());
}

pub async fn filters_take_what_fits_in_every_field(store: &dyn Store) {
    let mut unit = writing(store).await;
    let described = Group { description: "The 50%_'quoted' one".to_owned(), ..group(3, "other") };
    insert_groups(&mut *unit, &[group(1, "Alpha"), group(2, "alphabet"), described]).await;

    let text = |text: &str| GroupFilter { text: Some(text.to_owned()), ..GroupFilter::default() };
    let ids = |numbers: &[u128]| numbers.iter().copied().map(group_id).collect::<Vec<_>>();
    let cases = [
        (GroupFilter::default(), ids(&[1, 2, 3])),
        (GroupFilter { ids: ids(&[2, 3, 9]), text: None }, ids(&[2, 3])),
        (GroupFilter { ids: ids(&[2, 3]), text: Some("ALPHA".to_owned()) }, ids(&[2])),
        (text("alpha"), ids(&[1, 2])),
        (text("%_'QUOTED'"), ids(&[3])),
        (text("a_p"), ids(&[])),
        (text("a%a"), ids(&[])),
    ];
    for (filter, expected) in cases {
        assert_eq!(listed(&mut *unit, &filter, &vec![]).await, expected, "{filter:?}");
    }
}

pub async fn lists_are_sorted_by_name_or_id(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(2, "c"), group(3, "a"), group(1, "b")]).await;
    let cases = [
        (vec![], [1, 2, 3]),
        (vec![(GroupSort::Name, Direction::Ascending)], [3, 1, 2]),
        (vec![(GroupSort::Name, Direction::Descending)], [2, 1, 3]),
    ];
    for (order, expected) in cases {
        assert_eq!(listed(&mut *unit, &GroupFilter::default(), &order).await, expected.map(group_id), "{order:?}");
    }
}

pub async fn windows_cut_lists(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "one"), group(2, "two"), group(3, "three")]).await;
    let cases: [(u64, u64, &[u128]); 4] = [(0, 2, &[1, 2]), (2, 5, &[3]), (7, 5, &[]), (0, 0, &[])];
    for (offset, limit, expected) in cases {
        let page = unit.groups().list(&GroupFilter::default(), &vec![], Window { offset, limit }).await.unwrap();
        assert_eq!(page.total, 3);
        let expected: Vec<_> = expected.iter().copied().map(group_id).collect();
        assert_eq!(page.items.iter().map(|group| group.id).collect::<Vec<_>>(), expected, "{offset} {limit}");
    }
}

async fn listed(unit: &mut dyn UnitOfWork, filter: &GroupFilter, order: &Order<GroupSort>) -> Vec<GroupId> {
    let page = unit.groups().list(filter, order, Window::ALL).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64);
    page.items.into_iter().map(|group| group.id).collect()
}
