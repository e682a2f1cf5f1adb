use domain::Session;

use super::samples::{insert_users, moment, session, session_id, user, user_id};
use super::{assert_conflict, assert_missing_reference, writing};
use crate::{Field, Record, Store, UnitOfWork};

pub async fn a_session_is_found_as_it_was_inserted(store: &dyn Store) {
    let mut unit = writing(store).await;
    let sample = Session { created_at: moment(1), expires_at: moment(2), ..session(1, user_id(1)) };
    insert(&mut *unit, std::slice::from_ref(&sample)).await;
    assert_eq!(unit.sessions().find(sample.id).await.unwrap(), Some(sample));
    assert_eq!(unit.sessions().find(session_id(2)).await.unwrap(), None);
}

pub async fn a_taken_id_is_refused(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert(&mut *unit, &[session(1, user_id(1))]).await;
    assert_conflict(unit.sessions().insert(&session(1, user_id(2))).await, Record::Session, Field::Id);
}

pub async fn a_user_that_does_not_exist_is_refused(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert_missing_reference(unit.sessions().insert(&session(1, user_id(1))).await, Record::Session);
    assert_eq!(unit.sessions().find(session_id(1)).await.unwrap(), None);
}

pub async fn a_session_ends_once(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert(&mut *unit, &[session(1, user_id(1)), session(2, user_id(1))]).await;
    assert!(unit.sessions().remove(session_id(1)).await.unwrap());
    assert!(!unit.sessions().remove(session_id(1)).await.unwrap());
    assert_eq!(remaining(&mut *unit).await, [2]);
}

pub async fn all_sessions_of_a_user_end_but_one(store: &dyn Store) {
    let mut unit = writing(store).await;
    let of_alice = (1..=3).map(|number| session(number, user_id(1)));
    let of_bob = (4..=5).map(|number| session(number, user_id(2)));
    insert(&mut *unit, &of_alice.chain(of_bob).collect::<Vec<_>>()).await;

    assert_eq!(unit.sessions().remove_of_user(user_id(1), Some(session_id(2))).await.unwrap(), 2);
    assert_eq!(remaining(&mut *unit).await, [2, 4, 5]);
    assert_eq!(unit.sessions().remove_of_user(user_id(2), Some(session_id(2))).await.unwrap(), 2);
    assert_eq!(unit.sessions().remove_of_user(user_id(1), None).await.unwrap(), 1);
    assert_eq!(unit.sessions().remove_of_user(user_id(1), None).await.unwrap(), 0);
}

pub async fn expired_sessions_end(store: &dyn Store) {
    let mut unit = writing(store).await;
    let ending = |number: u128| Session { expires_at: moment(number as i64), ..session(number, user_id(1)) };
    insert(&mut *unit, &[ending(1), ending(2), ending(3)]).await;

    assert!(unit.sessions().find(session_id(1)).await.unwrap().is_some());
    assert_eq!(unit.sessions().count_live(moment(0)).await.unwrap(), 3);
    assert_eq!(unit.sessions().count_live(moment(2)).await.unwrap(), 1, "the others have expired");
    assert_eq!(unit.sessions().remove_expired(moment(2)).await.unwrap(), 2);
    assert_eq!(remaining(&mut *unit).await, [3]);
    assert_eq!(unit.sessions().remove_expired(moment(2)).await.unwrap(), 0);
}

/// Adds two users, 1 and 2, and these sessions.
async fn insert(unit: &mut dyn UnitOfWork, sessions: &[Session]) {
    insert_users(unit, &[user(1, "alice"), user(2, "bob")]).await;
    for session in sessions {
        unit.sessions().insert(session).await.unwrap();
    }
}

/// The numbers, up to 5, of the sessions that are still there.
async fn remaining(unit: &mut dyn UnitOfWork) -> Vec<u128> {
    let mut remaining = Vec::new();
    for number in 1..=5 {
        if unit.sessions().find(session_id(number)).await.unwrap().is_some() {
            remaining.push(number);
        }
    }
    remaining
}
