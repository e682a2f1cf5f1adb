use domain::{Role, Subject, User, UserId};

use super::samples::{
    access, group, group_id, hash, insert_accesses, insert_groups, insert_users, moment, refresh_token, secret,
    session, user, user_id,
};
use super::{assert_conflict, assert_missing_reference, writing};
use crate::{Direction, Field, Order, Record, Store, UnitOfWork, UserFilter, UserSort, Window};

pub async fn a_user_is_found_as_it_was_inserted(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "one"), group(2, "two")]).await;
    let alice = User {
        name: "Alice Ålesund".parse().unwrap(),
        role: Role::Admin,
        groups: [group_id(1), group_id(2)].into(),
        disabled: true,
        description: "two\nlines, 'quoted'".to_owned(),
        must_change_password: true,
        created_at: moment(1),
        ..user(1, "alice@example.org")
    };
    let bob = User { role: Role::Manager, created_at: moment(-1_800_000_000_000_000), ..user(2, "bob") };
    insert_users(&mut *unit, &[alice.clone(), bob.clone()]).await;

    assert_eq!(unit.users().find(alice.id).await.unwrap(), Some(alice));
    assert_eq!(unit.users().find(bob.id).await.unwrap(), Some(bob));
    assert_eq!(unit.users().find(user_id(3)).await.unwrap(), None);
}

pub async fn names_stay_text(store: &dyn Store) {
    let mut unit = writing(store).await;
    for (number, text) in (1..).zip(["007", "1e3", "0x10", "9999999999999999999999", "null", "true"]) {
        let odd = User { name: text.parse().unwrap(), description: text.to_owned(), ..user(number, text) };
        insert_users(&mut *unit, std::slice::from_ref(&odd)).await;
        assert_eq!(unit.users().find(odd.id).await.unwrap(), Some(odd));
    }
    assert_eq!(unit.users().find_with_password(&"7".parse().unwrap()).await.unwrap(), None);
}

pub async fn a_login_is_found_with_its_password(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "team")]).await;
    let alice = User { groups: [group_id(1)].into(), ..user(1, "alice") };
    unit.users().insert(&alice, &hash("of alice")).await.unwrap();
    unit.users().insert(&user(2, "bob"), &hash("of bob")).await.unwrap();

    let found = unit.users().find_with_password(&alice.login).await.unwrap();
    assert_eq!(found, Some((alice, hash("of alice"))));
    for other in ["Alice", "alic", "alice1"] {
        assert_eq!(unit.users().find_with_password(&other.parse().unwrap()).await.unwrap(), None, "{other}");
    }
}

pub async fn a_taken_id_or_login_is_refused(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_users(&mut *unit, &[user(1, "alice"), user(2, "bob")]).await;

    assert_conflict(unit.users().insert(&user(1, "carol"), &hash("h")).await, Record::User, Field::Id);
    assert_conflict(unit.users().insert(&user(3, "alice"), &hash("h")).await, Record::User, Field::Login);
    assert_conflict(unit.users().update(&user(2, "alice")).await, Record::User, Field::Login);
    unit.users().insert(&user(3, "Alice"), &hash("h")).await.unwrap();
}

pub async fn a_group_that_does_not_exist_is_refused(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "team")]).await;
    let member = User { groups: [group_id(1), group_id(2)].into(), ..user(1, "alice") };
    assert_missing_reference(unit.users().insert(&member, &hash("h")).await, Record::User);

    insert_users(&mut *unit, &[user(1, "alice")]).await;
    assert_missing_reference(unit.users().update(&member).await, Record::User);
}

pub async fn everything_but_password_and_age_can_be_changed(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "one"), group(2, "two"), group(3, "three")]).await;
    let before = User { groups: [group_id(1), group_id(2)].into(), ..user(1, "alice") };
    unit.users().insert(&before, &hash("kept")).await.unwrap();
    insert_users(&mut *unit, &[user(2, "bob")]).await;

    let after = User {
        name: "Another".parse().unwrap(),
        role: Role::Manager,
        groups: [group_id(2), group_id(3)].into(),
        disabled: true,
        description: "new".to_owned(),
        must_change_password: true,
        created_at: moment(7),
        ..user(1, "alicia")
    };
    assert!(unit.users().update(&after).await.unwrap());
    let kept = User { created_at: before.created_at, ..after };
    assert_eq!(unit.users().find_with_password(&kept.login).await.unwrap(), Some((kept, hash("kept"))));
    assert_eq!(unit.users().find(user_id(2)).await.unwrap(), Some(user(2, "bob")), "others stay as they are");
}

pub async fn passwords_are_kept_apart(store: &dyn Store) {
    let mut unit = writing(store).await;
    unit.users().insert(&user(1, "alice"), &hash("old")).await.unwrap();
    unit.users().insert(&user(2, "bob"), &hash("of bob")).await.unwrap();

    assert!(unit.users().set_password(user_id(1), &hash("new")).await.unwrap());
    assert_eq!(unit.users().password(user_id(1)).await.unwrap(), Some(hash("new")));
    assert_eq!(unit.users().password(user_id(2)).await.unwrap(), Some(hash("of bob")));
    assert_eq!(unit.users().password(user_id(3)).await.unwrap(), None);
}

pub async fn another_password_forgets_the_one_for_the_registry(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_users(&mut *unit, &[user(1, "alice"), user(2, "bob"), user(3, "carol")]).await;
    assert_eq!(unit.users().registry_passwords().await.unwrap(), []);
    for number in [1, 2, 3] {
        let kept = hash(&number.to_string());
        assert!(unit.users().set_registry_password(user_id(number), &kept).await.unwrap());
    }
    assert!(!unit.users().set_registry_password(user_id(4), &hash("4")).await.unwrap());
    assert!(unit.users().set_registry_password(user_id(1), &hash("new")).await.unwrap());
    assert!(unit.users().update(&user(1, "alicia")).await.unwrap());

    assert!(unit.users().set_password(user_id(2), &hash("other")).await.unwrap());
    assert!(unit.users().remove(user_id(3)).await.unwrap());
    insert_users(&mut *unit, &[user(3, "carol")]).await;

    assert_eq!(unit.users().registry_passwords().await.unwrap(), [(user_id(1), hash("new"))]);
    assert_eq!(unit.users().registry_password(user_id(1)).await.unwrap(), Some(hash("new")));
    assert_eq!(unit.users().registry_password(user_id(2)).await.unwrap(), None);
    assert_eq!(unit.users().registry_password(user_id(4)).await.unwrap(), None);
    for (has, expected) in [(true, vec![user_id(1)]), (false, vec![user_id(2), user_id(3)])] {
        let filter = UserFilter { has_registry_password: Some(has), ..UserFilter::default() };
        assert_eq!(listed(&mut *unit, &filter, &vec![]).await, expected);
    }
}

pub async fn what_is_not_there_is_neither_changed_nor_removed(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert!(!unit.users().update(&user(1, "alice")).await.unwrap());
    assert!(!unit.users().set_password(user_id(1), &hash("h")).await.unwrap());
    assert!(!unit.users().remove(user_id(1)).await.unwrap());
    assert_eq!(unit.users().find(user_id(1)).await.unwrap(), None);
}

pub async fn removing_a_user_removes_what_belongs_to_it(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "team")]).await;
    for (number, login) in [(1, "alice"), (2, "bob")] {
        let member = User { groups: [group_id(1)].into(), ..user(number, login) };
        insert_users(&mut *unit, std::slice::from_ref(&member)).await;
        insert_accesses(&mut *unit, &[access(number, login, Subject::User(member.id))]).await;
        unit.sessions().insert(&session(number, member.id)).await.unwrap();
        unit.refresh_tokens().insert(&refresh_token(number, member.id), secret(number as u8)).await.unwrap();
    }

    assert!(unit.users().remove(user_id(1)).await.unwrap());
    assert!(!unit.users().remove(user_id(1)).await.unwrap());

    for (number, stays) in [(1, false), (2, true)] {
        let of_user = user(number, "whoever");
        assert_eq!(unit.users().find(of_user.id).await.unwrap().is_some(), stays);
        let rule = access(number, "whatever", Subject::Anyone);
        assert_eq!(unit.accesses().find(rule.id).await.unwrap().is_some(), stays);
        assert_eq!(unit.sessions().find(session(number, of_user.id).id).await.unwrap().is_some(), stays);
        let token = refresh_token(number, of_user.id);
        assert_eq!(unit.refresh_tokens().find(token.id).await.unwrap().is_some(), stays);
    }
    let of_group = UserFilter { groups: vec![group_id(1)], ..UserFilter::default() };
    assert_eq!(listed(&mut *unit, &of_group, &vec![]).await, [user_id(2)]);
    insert_users(&mut *unit, &[user(1, "alice")]).await;
    assert_eq!(listed(&mut *unit, &of_group, &vec![]).await, [user_id(2)], "a new user has no old memberships");
}

pub async fn enabled_admins_are_counted(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert_eq!(unit.users().count_enabled_admins().await.unwrap(), 0);
    let admin = |number, login| User { role: Role::Admin, ..user(number, login) };
    let disabled = User { disabled: true, ..admin(3, "carol") };
    let manager = User { role: Role::Manager, ..user(4, "dora") };
    insert_users(&mut *unit, &[admin(1, "alice"), admin(2, "bob"), disabled, manager, user(5, "eve")]).await;
    assert_eq!(unit.users().count_enabled_admins().await.unwrap(), 2);
}

pub async fn filters_take_what_fits_in_every_field(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "one"), group(2, "two")]).await;
    let users = [
        User { role: Role::Admin, groups: [group_id(1), group_id(2)].into(), ..user(1, "alice") },
        User { role: Role::Manager, groups: [group_id(2)].into(), disabled: true, ..user(2, "bob") },
        User { disabled: true, ..user(3, "carol") },
    ];
    insert_users(&mut *unit, &users).await;

    let any = UserFilter::default;
    let cases = [
        (any(), vec![1, 2, 3]),
        (UserFilter { ids: vec![user_id(3), user_id(1), user_id(9)], ..any() }, vec![1, 3]),
        (UserFilter { ids: vec![user_id(9)], ..any() }, vec![]),
        (UserFilter { roles: vec![Role::Admin, Role::User], ..any() }, vec![1, 3]),
        (UserFilter { groups: vec![group_id(1)], ..any() }, vec![1]),
        (UserFilter { groups: vec![group_id(1), group_id(2)], ..any() }, vec![1, 2]),
        (UserFilter { disabled: Some(true), ..any() }, vec![2, 3]),
        (UserFilter { disabled: Some(false), ..any() }, vec![1]),
        (UserFilter { groups: vec![group_id(2)], disabled: Some(true), ..any() }, vec![2]),
        (UserFilter { text: Some("car".to_owned()), roles: vec![Role::Admin], ..any() }, vec![]),
    ];
    for (filter, expected) in cases {
        let expected: Vec<_> = expected.into_iter().map(user_id).collect();
        assert_eq!(listed(&mut *unit, &filter, &vec![]).await, expected, "{filter:?}");
    }
    let page = unit.users().list(&any(), &vec![], Window::ALL).await.unwrap();
    assert_eq!(page.items, users, "lists hold whole users");
}

pub async fn text_is_found_literally_in_any_case(store: &dyn Store) {
    let mut unit = writing(store).await;
    let described =
        |number, login, description: &str| User { description: description.to_owned(), ..user(number, login) };
    insert_users(
        &mut *unit,
        &[
            described(1, "Percent", "100% sure"),
            described(2, "under_score", "plain"),
            User { name: "Pat O'Brien".parse().unwrap(), ..user(3, "pat") },
            described(4, "back", r"C:\temp"),
            described(5, "street", "Hauptstraße Ä"),
        ],
    )
    .await;

    let cases: [(&str, &[u128]); 13] = [
        ("", &[1, 2, 3, 4, 5]),
        ("%", &[1]),
        ("0% S", &[1]),
        ("percent", &[1]),
        ("_", &[2]),
        ("R_S", &[2]),
        ("'", &[3]),
        ("o'brien", &[3]),
        (r"\", &[4]),
        (r":\TEMP", &[4]),
        ("STRAßE", &[5]),
        ("p_t", &[]),
        ("nobody", &[]),
    ];
    for (text, expected) in cases {
        let filter = UserFilter { text: Some(text.to_owned()), ..UserFilter::default() };
        let expected: Vec<_> = expected.iter().copied().map(user_id).collect();
        assert_eq!(listed(&mut *unit, &filter, &vec![]).await, expected, "{text}");
    }
}

pub async fn lists_are_sorted_by_any_key_then_by_id(store: &dyn Store) {
    let mut unit = writing(store).await;
    let sample = |number, login, name: &str, role, disabled, age| User {
        name: name.parse().unwrap(),
        role,
        disabled,
        created_at: moment(age),
        ..user(number, login)
    };
    insert_users(
        &mut *unit,
        &[
            sample(3, "b", "B", Role::Manager, false, 30),
            sample(1, "d", "B", Role::Admin, false, 40),
            sample(4, "a", "C", Role::User, false, 20),
            sample(2, "c", "A", Role::User, true, 10),
        ],
    )
    .await;

    let (up, down) = (Direction::Ascending, Direction::Descending);
    let cases = [
        (vec![], [1, 2, 3, 4]),
        (vec![(UserSort::Login, up)], [4, 3, 2, 1]),
        (vec![(UserSort::Login, down)], [1, 2, 3, 4]),
        (vec![(UserSort::Name, up)], [2, 1, 3, 4]),
        (vec![(UserSort::Name, down)], [4, 1, 3, 2]),
        (vec![(UserSort::Role, up)], [2, 4, 3, 1]),
        (vec![(UserSort::Role, down)], [1, 3, 2, 4]),
        (vec![(UserSort::Disabled, up)], [1, 3, 4, 2]),
        (vec![(UserSort::Disabled, down)], [2, 1, 3, 4]),
        (vec![(UserSort::CreatedAt, up)], [2, 4, 3, 1]),
        (vec![(UserSort::CreatedAt, down)], [1, 3, 4, 2]),
        (vec![(UserSort::Role, up), (UserSort::Login, up)], [4, 2, 3, 1]),
        (vec![(UserSort::Name, down), (UserSort::CreatedAt, up)], [4, 3, 1, 2]),
    ];
    for (order, expected) in cases {
        let expected = expected.map(user_id);
        assert_eq!(listed(&mut *unit, &UserFilter::default(), &order).await, expected, "{order:?}");
    }
}

pub async fn windows_cut_lists(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_users(&mut *unit, &[user(1, "alice"), user(2, "bob"), user(3, "carol")]).await;
    let filter = UserFilter { ids: vec![user_id(1), user_id(2), user_id(3)], ..UserFilter::default() };
    let order = vec![(UserSort::Login, Direction::Descending)];

    let cases: [(u64, u64, &[u128]); 6] =
        [(0, 2, &[3, 2]), (2, 2, &[1]), (3, 2, &[]), (99, 1, &[]), (0, 0, &[]), (u64::MAX, u64::MAX, &[])];
    for (offset, limit, expected) in cases {
        let page = unit.users().list(&filter, &order, Window { offset, limit }).await.unwrap();
        assert_eq!(page.total, 3);
        let expected: Vec<_> = expected.iter().copied().map(user_id).collect();
        assert_eq!(page.items.iter().map(|user| user.id).collect::<Vec<_>>(), expected, "{offset} {limit}");
    }
}

async fn listed(unit: &mut dyn UnitOfWork, filter: &UserFilter, order: &Order<UserSort>) -> Vec<UserId> {
    let page = unit.users().list(filter, order, Window::ALL).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64);
    page.items.into_iter().map(|user| user.id).collect()
}
