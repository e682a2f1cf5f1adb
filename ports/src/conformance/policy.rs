use domain::{Role, Subject};

use super::samples::{
    access, access_id, group, group_id, hash, insert_accesses, insert_groups, insert_users, refresh_token, secret,
    token_id, user, user_id,
};
use super::{reading, writing};
use crate::{PolicyChanges, Store, UnitOfWork};

async fn revision(store: &dyn Store) -> u64 {
    reading(store).await.policy_revision().await.unwrap()
}

async fn with_records(store: &dyn Store) -> Box<dyn UnitOfWork> {
    let mut unit = writing(store).await;
    insert_groups(&mut *unit, &[group(1, "team")]).await;
    insert_users(&mut *unit, &[user(1, "alice"), user(2, "bob")]).await;
    insert_accesses(&mut *unit, &[access(1, "pull", Subject::User(user_id(2)))]).await;
    unit.refresh_tokens().insert(&refresh_token(1, user_id(1)), secret(1)).await.unwrap();
    unit.commit().await.unwrap();
    writing(store).await
}

pub async fn every_change_of_who_may_do_what_counts(store: &dyn Store) {
    drop(with_records(store).await);
    let mut seen = revision(store).await;
    for change in 0..9 {
        let mut unit = writing(store).await;
        match change {
            0 => assert!(unit.users().update(&domain::User { role: Role::Admin, ..user(1, "alice") }).await.unwrap()),
            1 => assert!(unit.users().set_password(user_id(1), &hash("other")).await.unwrap()),
            2 => {
                let member = domain::User { groups: [group_id(1)].into(), ..user(1, "alice") };
                assert!(unit.users().update(&member).await.unwrap());
            }
            3 => assert!(unit.accesses().update(&access(1, "pull", Subject::Anyone)).await.unwrap()),
            4 => assert!(unit.accesses().remove(access_id(1)).await.unwrap()),
            5 => assert!(unit.groups().remove(group_id(1)).await.unwrap()),
            6 => assert!(unit.refresh_tokens().remove(token_id(1)).await.unwrap()),
            7 => assert!(unit.users().set_registry_password(user_id(1), &hash("other")).await.unwrap()),
            _ => assert!(unit.users().remove(user_id(2)).await.unwrap()),
        }
        unit.commit().await.unwrap();
        let now = revision(store).await;
        assert!(now > seen, "change {change} does not count");
        seen = now;
    }
}

/// A store may know nothing, but what it tells has to be all.
pub async fn what_changed_is_told_in_full_or_not_at_all(store: &dyn Store) {
    drop(with_records(store).await);
    let seen = revision(store).await;
    assert_nothing_else(store, seen, &[], &[]).await;

    let mut unit = writing(store).await;
    insert_users(&mut *unit, &[user(3, "carol"), user(4, "dave")]).await;
    insert_accesses(&mut *unit, &[access(2, "push", Subject::Group(group_id(1)))]).await;
    unit.users().set_password(user_id(1), &hash("other")).await.unwrap();
    unit.commit().await.unwrap();
    assert_nothing_else(store, seen, &[1, 3, 4], &[2]).await;

    let seen = revision(store).await;
    let mut unit = writing(store).await;
    let member = domain::User { groups: [group_id(1)].into(), ..user(3, "carol") };
    assert!(unit.users().update(&member).await.unwrap());
    // With it goes what is for it.
    assert!(unit.users().remove(user_id(2)).await.unwrap());
    unit.commit().await.unwrap();
    assert_nothing_else(store, seen, &[2, 3], &[1]).await;

    let seen = revision(store).await;
    let mut unit = writing(store).await;
    assert!(unit.groups().remove(group_id(1)).await.unwrap());
    assert!(unit.refresh_tokens().remove(token_id(1)).await.unwrap());
    unit.commit().await.unwrap();
    assert_nothing_else(store, seen, &[3], &[2]).await;
    let ahead = revision(store).await + 1;
    assert_eq!(reading(store).await.policy_changes(ahead).await.unwrap(), None, "nobody knows what is to come");
}

async fn assert_nothing_else(store: &dyn Store, since: u64, users: &[u128], accesses: &[u128]) {
    let changes = PolicyChanges {
        users: users.iter().copied().map(user_id).collect(),
        accesses: accesses.iter().copied().map(access_id).collect(),
    };
    let told = reading(store).await.policy_changes(since).await.unwrap();
    assert_eq!(told.unwrap_or_else(|| changes.clone()), changes);
}

pub async fn what_is_undone_does_not_count(store: &dyn Store) {
    let mut unit = with_records(store).await;
    let before = unit.policy_revision().await.unwrap();
    assert!(unit.users().remove(user_id(1)).await.unwrap());
    drop(unit);
    assert_eq!(revision(store).await, before);
}

pub async fn all_users_come_with_their_passwords(store: &dyn Store) {
    let mut unit = with_records(store).await;
    let member = domain::User { groups: [group_id(1)].into(), ..user(1, "alice") };
    unit.users().update(&member).await.unwrap();
    unit.users().set_password(user_id(1), &hash("of alice")).await.unwrap();
    unit.users().set_password(user_id(2), &hash("of bob")).await.unwrap();
    let mut all = unit.users().all_with_passwords().await.unwrap();
    all.sort_by_key(|(user, _)| user.id);
    assert_eq!(all, [(member, hash("of alice")), (user(2, "bob"), hash("of bob"))]);
}
