use domain::{Subject, User};

use super::samples::{access, group, hash, insert_users, refresh_token, secret, session, user, user_id};
use super::{assert_conflict, assert_missing_reference, assert_refused, drive, reading, writing};
use crate::{Field, GroupFilter, Intent, Record, Store, UnitOfWork, UserFilter, Window};

pub async fn it_answers(store: &dyn Store) {
    store.check().await.unwrap();
}

pub async fn what_is_committed_is_seen_afterwards(store: &dyn Store) {
    let alice = user(1, "alice");
    let mut unit = writing(store).await;
    insert_users(&mut *unit, std::slice::from_ref(&alice)).await;
    assert_eq!(unit.users().find(alice.id).await.unwrap(), Some(alice.clone()), "a unit sees its own changes");
    unit.commit().await.unwrap();

    assert_eq!(reading(store).await.users().find(alice.id).await.unwrap(), Some(alice.clone()));
    assert_eq!(writing(store).await.users().find(alice.id).await.unwrap(), Some(alice));
}

pub async fn what_is_dropped_is_undone(store: &dyn Store) {
    commit_user(store, &user(1, "alice")).await;

    let mut unit = writing(store).await;
    unit.users().update(&user(1, "alicia")).await.unwrap();
    insert_users(&mut *unit, &[user(2, "bob")]).await;
    unit.groups().insert(&group(1, "team")).await.unwrap();
    drop(unit);

    assert_eq!(logins(&mut *reading(store).await).await, ["alice"]);
    assert_eq!(logins(&mut *writing(store).await).await, ["alice"]);
    let groups = reading(store).await.groups().list(&GroupFilter::default(), &vec![], Window::ALL).await.unwrap();
    assert!(groups.items.is_empty());
}

pub async fn a_failed_call_changes_nothing_and_the_unit_goes_on(store: &dyn Store) {
    let (team, alice) = (group(1, "team"), user(1, "alice"));
    let in_no_group = User { groups: [group(9, "none").id].into(), ..user(2, "bob") };
    let mut unit = writing(store).await;
    unit.groups().insert(&team).await.unwrap();
    insert_users(&mut *unit, &[User { groups: [team.id].into(), ..alice.clone() }]).await;

    assert_conflict(unit.users().insert(&user(3, "alice"), &hash("h")).await, Record::User, Field::Login);
    assert_missing_reference(unit.users().insert(&in_no_group, &hash("h")).await, Record::User);
    let elsewhere = User { groups: in_no_group.groups, ..user(1, "changed") };
    assert_missing_reference(unit.users().update(&elsewhere).await, Record::User);
    insert_users(&mut *unit, &[user(4, "dora")]).await;
    unit.commit().await.unwrap();

    let mut unit = reading(store).await;
    assert_eq!(logins(&mut *unit).await, ["alice", "dora"]);
    assert_eq!(unit.users().find(alice.id).await.unwrap().unwrap().groups, [team.id].into());
}

pub async fn a_reader_sees_one_state_while_others_commit(store: &dyn Store) {
    commit_user(store, &user(1, "alice")).await;
    let mut reader = reading(store).await;
    assert_eq!(logins(&mut *reader).await, ["alice"]);

    commit_user(store, &user(2, "bob")).await;
    let mut writer = writing(store).await;
    writer.users().remove(user_id(1)).await.unwrap();
    writer.commit().await.unwrap();

    assert_eq!(logins(&mut *reader).await, ["alice"]);
    assert_eq!(reader.users().find(user_id(2)).await.unwrap(), None);
    reader.commit().await.unwrap();
    assert_eq!(logins(&mut *reading(store).await).await, ["bob"]);
}

pub async fn a_reader_neither_waits_for_a_writer_nor_sees_its_changes(store: &dyn Store) {
    let mut writer = writing(store).await;
    insert_users(&mut *writer, &[user(1, "alice")]).await;

    let mut reader = reading(store).await;
    assert!(logins(&mut *reader).await.is_empty());
    store.check().await.unwrap();

    insert_users(&mut *writer, &[user(2, "bob")]).await;
    writer.commit().await.unwrap();
    assert!(logins(&mut *reader).await.is_empty());
}

pub async fn a_reader_cannot_write(store: &dyn Store) {
    let (alice, team) = (user(1, "alice"), group(1, "team"));
    let rule = access(1, "rule", Subject::Anyone);
    let mut unit = reading(store).await;

    assert_refused(unit.users().insert(&alice, &hash("h")).await);
    assert_refused(unit.users().update(&alice).await);
    assert_refused(unit.users().set_password(alice.id, &hash("h")).await);
    assert_refused(unit.users().remove(alice.id).await);
    assert_refused(unit.groups().insert(&team).await);
    assert_refused(unit.groups().update(&team).await);
    assert_refused(unit.groups().remove(team.id).await);
    assert_refused(unit.accesses().insert(&rule).await);
    assert_refused(unit.accesses().update(&rule).await);
    assert_refused(unit.accesses().remove(rule.id).await);

    let (session, token) = (session(1, alice.id), refresh_token(1, alice.id));
    assert_refused(unit.sessions().insert(&session).await);
    assert_refused(unit.sessions().remove(session.id).await);
    assert_refused(unit.sessions().remove_of_user(alice.id, None).await);
    assert_refused(unit.sessions().remove_expired(session.expires_at).await);
    assert_refused(unit.refresh_tokens().insert(&token, secret(1)).await);
    assert_refused(unit.refresh_tokens().touch(token.id, token.created_at).await);
    assert_refused(unit.refresh_tokens().remove(token.id).await);
    assert_refused(unit.refresh_tokens().remove_of_user(alice.id).await);
    assert_refused(unit.secrets().find_or_insert("name", b"value").await);
}

pub async fn writers_take_turns(store: &dyn Store) {
    let mut first = writing(store).await;
    let second = drive::start(store.begin(Intent::Write)).await;
    insert_users(&mut *first, &[user(1, "alice")]).await;
    first.commit().await.unwrap();

    let mut second = second.await.unwrap();
    assert_eq!(logins(&mut *second).await, ["alice"]);
    let third = drive::start(store.begin(Intent::Write)).await;
    drop(second);
    third.await.unwrap();
}

pub async fn no_concurrent_change_is_lost(store: &dyn Store) {
    const CHANGES: usize = 20;
    commit_user(store, &user(1, "alice")).await;

    drive::all((0..CHANGES).map(|_| add_a_letter(store))).await;

    let alice = reading(store).await.users().find(user_id(1)).await.unwrap().unwrap();
    assert_eq!(alice.description.len(), CHANGES);
}

pub async fn many_may_ask_at_once(store: &dyn Store) {
    commit_user(store, &user(1, "alice")).await;
    let found =
        drive::all((0..100).map(|_| async { reading(store).await.users().find(user_id(1)).await.unwrap() })).await;
    assert!(found.iter().all(Option::is_some));
}

pub async fn a_call_that_is_cut_short_is_undone(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_users(&mut *unit, &[user(1, "alice")]).await;
    let cut = drive::cut_short(unit.users().insert(&user(2, "bob"), &hash("h"))).await;
    if cut.is_none() {
        assert!(unit.commit().await.is_err(), "what was cut short cannot be committed");
    } else {
        drop(unit);
    }

    assert!(logins(&mut *writing(store).await).await.is_empty());
    assert!(logins(&mut *reading(store).await).await.is_empty());
}

pub async fn a_beginning_that_is_cut_short_does_no_harm(store: &dyn Store) {
    for intent in [Intent::Write, Intent::Read, Intent::Write] {
        drive::cut_short(store.begin(intent)).await;
    }
    let holder = writing(store).await;
    drive::cut_short(store.begin(Intent::Write)).await;
    drop(holder);
    commit_user(store, &user(1, "alice")).await;
    assert_eq!(logins(&mut *reading(store).await).await, ["alice"]);
}

pub async fn a_commit_that_is_cut_short_does_no_harm(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert_users(&mut *unit, &[user(1, "alice")]).await;
    drive::cut_short(unit.commit()).await;

    commit_user(store, &user(2, "bob")).await;
    assert!(logins(&mut *reading(store).await).await.contains(&"bob".to_owned()));
}

async fn commit_user(store: &dyn Store, user: &User) {
    let mut unit = writing(store).await;
    insert_users(&mut *unit, std::slice::from_ref(user)).await;
    unit.commit().await.unwrap();
}

async fn add_a_letter(store: &dyn Store) {
    let mut unit = writing(store).await;
    let mut alice = unit.users().find(user_id(1)).await.unwrap().unwrap();
    alice.description.push('x');
    unit.users().update(&alice).await.unwrap();
    unit.commit().await.unwrap();
}

async fn logins(unit: &mut dyn UnitOfWork) -> Vec<String> {
    let users = unit.users().list(&UserFilter::default(), &vec![], Window::ALL).await.unwrap();
    users.items.iter().map(|user| user.login.to_string()).collect()
}
