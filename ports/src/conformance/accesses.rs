use domain::{Access, AccessId, Action, Actions, Subject};

use super::samples::{
    access, access_id, group, group_id, insert_accesses, insert_groups, insert_users, moment, user, user_id,
};
use super::{assert_conflict, assert_missing_reference, writing};
use crate::{AccessFilter, AccessSort, Direction, Field, Order, Record, Store, UnitOfWork, Window};

/// One for everybody, one for who is signed in, one for each of two users and groups.
async fn insert_one_for_each_subject(unit: &mut dyn UnitOfWork) {
    insert_groups(unit, &[group(1, "one"), group(2, "two")]).await;
    insert_users(unit, &[user(1, "alice"), user(2, "bob")]).await;
    let accesses = [
        access(1, "f", Subject::Anyone),
        access(2, "e", Subject::RegisteredUsers),
        access(3, "d", Subject::User(user_id(1))),
        access(4, "c", Subject::User(user_id(2))),
        access(5, "b", Subject::Group(group_id(1))),
        access(6, "a", Subject::Group(group_id(2))),
    ];
    insert_accesses(unit, &accesses).await;
}

pub async fn an_access_is_found_as_it_was_inserted(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_one_for_each_subject(&mut *unit).await;
    let subjects = [Subject::Anyone, Subject::RegisteredUsers, Subject::User(user_id(1)), Subject::Group(group_id(1))];
    for (number, subject) in (11..).zip(subjects) {
        let sample = Access {
            resource: "home/{login}/*/**".parse().unwrap(),
            actions: Action::ALL.into_iter().take(number as usize - 11).collect(),
            disabled: number % 2 == 0,
            expires_at: Some(moment(number as i64)),
            ..access(number, &format!("0{number}"), subject)
        };
        insert_accesses(&mut *unit, std::slice::from_ref(&sample)).await;
        assert_eq!(unit.accesses().find(sample.id).await.unwrap(), Some(sample));
    }
    let odd = Access { resource: "007".parse().unwrap(), ..access(20, "o'brien", Subject::Anyone) };
    insert_accesses(&mut *unit, std::slice::from_ref(&odd)).await;
    assert_eq!(unit.accesses().find(odd.id).await.unwrap(), Some(odd));
    assert_eq!(unit.accesses().find(access_id(99)).await.unwrap(), None);
}

pub async fn a_taken_id_or_name_is_refused(store: &dyn Store) {
    let mut unit = writing(store).await;
    let sample = |number, name| access(number, name, Subject::Anyone);
    insert_accesses(&mut *unit, &[sample(1, "one"), sample(2, "two")]).await;

    assert_conflict(unit.accesses().insert(&sample(1, "three")).await, Record::Access, Field::Id);
    assert_conflict(unit.accesses().insert(&sample(3, "one")).await, Record::Access, Field::Name);
    assert_conflict(unit.accesses().update(&sample(2, "one")).await, Record::Access, Field::Name);
}

pub async fn a_subject_that_does_not_exist_is_refused(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_accesses(&mut *unit, &[access(1, "one", Subject::Anyone)]).await;
    for subject in [Subject::User(user_id(1)), Subject::Group(group_id(1))] {
        assert_missing_reference(unit.accesses().insert(&access(2, "two", subject)).await, Record::Access);
        assert_missing_reference(unit.accesses().update(&access(1, "one", subject)).await, Record::Access);
    }
}

pub async fn everything_but_the_id_can_be_changed(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_one_for_each_subject(&mut *unit).await;
    let before = Access { expires_at: Some(moment(1)), ..access(3, "d", Subject::User(user_id(1))) };
    assert!(unit.accesses().update(&before).await.unwrap());

    for subject in [Subject::Group(group_id(2)), Subject::User(user_id(2)), Subject::Anyone] {
        let after = Access {
            resource: "**".parse().unwrap(),
            actions: Actions::ALL,
            disabled: true,
            ..access(3, "changed", subject)
        };
        assert!(unit.accesses().update(&after).await.unwrap());
        assert_eq!(unit.accesses().find(after.id).await.unwrap(), Some(after));
    }
    let untouched = access(4, "c", Subject::User(user_id(2)));
    assert_eq!(unit.accesses().find(untouched.id).await.unwrap(), Some(untouched));
}

pub async fn what_is_not_there_is_neither_changed_nor_removed(store: &dyn Store) {
    let mut unit = writing(store).await;
    let one = access(1, "one", Subject::Anyone);
    assert!(!unit.accesses().update(&one).await.unwrap());
    assert!(!unit.accesses().remove(one.id).await.unwrap());

    insert_accesses(&mut *unit, &[one.clone(), access(2, "two", Subject::Anyone)]).await;
    assert!(unit.accesses().remove(one.id).await.unwrap());
    assert!(!unit.accesses().remove(one.id).await.unwrap());
    assert_eq!(listed(&mut *unit, &AccessFilter::default(), &vec![]).await, [access_id(2)]);
}

pub async fn all_are_read_at_once_whatever_their_state(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_one_for_each_subject(&mut *unit).await;
    let idle = Access { disabled: true, expires_at: Some(moment(0)), ..access(7, "idle", Subject::Anyone) };
    insert_accesses(&mut *unit, &[idle]).await;
    let listed = unit.accesses().list(&AccessFilter::default(), &vec![], Window::ALL).await.unwrap().items;
    let mut all = unit.accesses().all().await.unwrap();
    all.sort_by_key(|access| access.id);
    assert_eq!(all, listed);
    assert_eq!(all.len(), 7);
}

pub async fn filters_take_what_fits_in_every_field(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_one_for_each_subject(&mut *unit).await;
    let disabled = Access { disabled: true, ..access(7, "idle", Subject::User(user_id(1))) };
    insert_accesses(&mut *unit, &[disabled]).await;

    let any = AccessFilter::default;
    let of = |subjects: &[Subject]| AccessFilter { subjects: subjects.to_vec(), ..any() };
    let cases = [
        (any(), vec![1, 2, 3, 4, 5, 6, 7]),
        (AccessFilter { ids: vec![access_id(6), access_id(2), access_id(99)], ..any() }, vec![2, 6]),
        (of(&[Subject::User(user_id(1))]), vec![3, 7]),
        (of(&[Subject::User(user_id(2)), Subject::Group(group_id(1))]), vec![4, 5]),
        (of(&[Subject::Anyone]), vec![1]),
        (of(&[Subject::RegisteredUsers, Subject::Group(group_id(2))]), vec![2, 6]),
        (of(&[Subject::User(user_id(9))]), vec![]),
        (AccessFilter { disabled: Some(true), ..any() }, vec![7]),
        (AccessFilter { disabled: Some(false), ..of(&[Subject::User(user_id(1))]) }, vec![3]),
    ];
    for (filter, expected) in cases {
        let expected: Vec<_> = expected.into_iter().map(access_id).collect();
        assert_eq!(listed(&mut *unit, &filter, &vec![]).await, expected, "{filter:?}");
    }
}

pub async fn text_is_found_literally_in_any_case(store: &dyn Store) {
    let mut unit = writing(store).await;
    let sample = |number, name, resource: &str| Access {
        resource: resource.parse().unwrap(),
        ..access(number, name, Subject::Anyone)
    };
    insert_accesses(
        &mut *unit,
        &[sample(1, "100%", "a_b/**"), sample(2, "O'Brien", "home/{login}/*"), sample(3, "plain", "a-b/c")],
    )
    .await;

    let cases: [(&str, &[u128]); 7] =
        [("%", &[1]), ("_", &[1]), ("o'b", &[2]), ("{LOGIN}", &[2]), ("*", &[1, 2]), ("**", &[1]), ("a-b/C", &[3])];
    for (text, expected) in cases {
        let filter = AccessFilter { text: Some(text.to_owned()), ..AccessFilter::default() };
        let expected: Vec<_> = expected.iter().copied().map(access_id).collect();
        assert_eq!(listed(&mut *unit, &filter, &vec![]).await, expected, "{text}");
    }
}

pub async fn lists_are_sorted_by_any_key_then_by_id(store: &dyn Store) {
    let mut unit = writing(store).await;
    let sample = |number, name, resource: &str, disabled, end: Option<i64>| Access {
        resource: resource.parse().unwrap(),
        disabled,
        expires_at: end.map(moment),
        ..access(number, name, Subject::Anyone)
    };
    insert_accesses(
        &mut *unit,
        &[
            sample(4, "a", "x/z", true, Some(1)),
            sample(2, "c", "x/*", true, Some(2)),
            sample(3, "b", "x/z", false, None),
            sample(1, "d", "y", false, None),
        ],
    )
    .await;

    let (up, down) = (Direction::Ascending, Direction::Descending);
    let cases = [
        (vec![], [1, 2, 3, 4]),
        (vec![(AccessSort::Name, up)], [4, 3, 2, 1]),
        (vec![(AccessSort::Name, down)], [1, 2, 3, 4]),
        (vec![(AccessSort::Resource, up)], [2, 3, 4, 1]),
        (vec![(AccessSort::Resource, down)], [1, 3, 4, 2]),
        (vec![(AccessSort::Disabled, up)], [1, 3, 2, 4]),
        (vec![(AccessSort::Disabled, down)], [2, 4, 1, 3]),
        (vec![(AccessSort::ExpiresAt, up)], [4, 2, 1, 3]),
        (vec![(AccessSort::ExpiresAt, down)], [1, 3, 2, 4]),
        (vec![(AccessSort::Resource, up), (AccessSort::Name, up)], [2, 4, 3, 1]),
    ];
    for (order, expected) in cases {
        let expected = expected.map(access_id);
        assert_eq!(listed(&mut *unit, &AccessFilter::default(), &order).await, expected, "{order:?}");
    }
}

pub async fn windows_cut_lists(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_one_for_each_subject(&mut *unit).await;
    let filter = AccessFilter { ids: (1..=3).map(access_id).collect(), ..AccessFilter::default() };
    let cases: [(u64, u64, &[u128]); 4] = [(0, 2, &[1, 2]), (2, 5, &[3]), (7, 5, &[]), (0, 0, &[])];
    for (offset, limit, expected) in cases {
        let page = unit.accesses().list(&filter, &vec![], Window { offset, limit }).await.unwrap();
        assert_eq!(page.total, 3);
        let expected: Vec<_> = expected.iter().copied().map(access_id).collect();
        assert_eq!(page.items.iter().map(|access| access.id).collect::<Vec<_>>(), expected, "{offset} {limit}");
    }
}

async fn listed(unit: &mut dyn UnitOfWork, filter: &AccessFilter, order: &Order<AccessSort>) -> Vec<AccessId> {
    let page = unit.accesses().list(filter, order, Window::ALL).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64);
    page.items.into_iter().map(|access| access.id).collect()
}
