use domain::{RefreshToken, RefreshTokenId};

use super::samples::{insert_users, moment, refresh_token, secret, token_id, user, user_id};
use super::{assert_conflict, assert_missing_reference, writing};
use crate::{Field, Record, RefreshTokenFilter, Store, UnitOfWork, Window};

pub async fn a_token_is_found_by_id_and_secret(store: &dyn Store) {
    let mut unit = writing(store).await;
    let used = RefreshToken {
        client_id: "o'client 007".to_owned(),
        created_at: moment(1),
        last_used_at: Some(moment(2)),
        ..refresh_token(1, user_id(1))
    };
    let unused = RefreshToken { client_id: String::new(), ..refresh_token(2, user_id(2)) };
    insert(&mut *unit, &[used.clone(), unused.clone()]).await;

    assert_eq!(unit.refresh_tokens().find(used.id).await.unwrap(), Some(used.clone()));
    assert_eq!(unit.refresh_tokens().find_by_secret(secret(1)).await.unwrap(), Some(used));
    assert_eq!(unit.refresh_tokens().find_by_secret(secret(2)).await.unwrap(), Some(unused));
    assert_eq!(unit.refresh_tokens().find(token_id(3)).await.unwrap(), None);
    assert_eq!(unit.refresh_tokens().find_by_secret(secret(3)).await.unwrap(), None);
}

pub async fn a_taken_id_or_secret_is_refused(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert(&mut *unit, &[refresh_token(1, user_id(1))]).await;
    let (same, other) = (refresh_token(1, user_id(2)), refresh_token(2, user_id(2)));
    assert_conflict(unit.refresh_tokens().insert(&same, secret(2)).await, Record::RefreshToken, Field::Id);
    assert_conflict(unit.refresh_tokens().insert(&other, secret(1)).await, Record::RefreshToken, Field::Secret);
}

pub async fn a_user_that_does_not_exist_is_refused(store: &dyn Store) {
    let mut unit = writing(store).await;
    let orphan = refresh_token(1, user_id(1));
    assert_missing_reference(unit.refresh_tokens().insert(&orphan, secret(1)).await, Record::RefreshToken);
}

pub async fn its_use_is_noted(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert(&mut *unit, &[refresh_token(1, user_id(1)), refresh_token(2, user_id(1))]).await;
    assert!(unit.refresh_tokens().touch(token_id(1), moment(5)).await.unwrap());
    assert!(!unit.refresh_tokens().touch(token_id(3), moment(5)).await.unwrap());

    let touched = unit.refresh_tokens().find(token_id(1)).await.unwrap();
    assert_eq!(touched, Some(RefreshToken { last_used_at: Some(moment(5)), ..refresh_token(1, user_id(1)) }));
    let other = unit.refresh_tokens().find(token_id(2)).await.unwrap();
    assert_eq!(other, Some(refresh_token(2, user_id(1))));
}

pub async fn a_token_is_revoked_once(store: &dyn Store) {
    let mut unit = writing(store).await;
    insert(&mut *unit, &[refresh_token(1, user_id(1)), refresh_token(2, user_id(1))]).await;
    assert!(unit.refresh_tokens().remove(token_id(1)).await.unwrap());
    assert!(!unit.refresh_tokens().remove(token_id(1)).await.unwrap());
    assert_eq!(unit.refresh_tokens().find_by_secret(secret(1)).await.unwrap(), None);
    assert_eq!(listed(&mut *unit, &[], Window::ALL).await, (vec![token_id(2)], 1));
}

pub async fn all_tokens_of_a_user_are_revoked(store: &dyn Store) {
    let mut unit = writing(store).await;
    let tokens = [refresh_token(1, user_id(1)), refresh_token(2, user_id(2)), refresh_token(3, user_id(1))];
    insert(&mut *unit, &tokens).await;
    assert_eq!(unit.refresh_tokens().remove_of_user(user_id(1)).await.unwrap(), 2);
    assert_eq!(unit.refresh_tokens().remove_of_user(user_id(1)).await.unwrap(), 0);
    assert_eq!(listed(&mut *unit, &[], Window::ALL).await, (vec![token_id(2)], 1));
}

pub async fn lists_come_newest_first_in_windows(store: &dyn Store) {
    let mut unit = writing(store).await;
    let aged = |number, user, age| RefreshToken { created_at: moment(age), ..refresh_token(number, user_id(user)) };
    insert(&mut *unit, &[aged(4, 1, 10), aged(2, 1, 30), aged(1, 2, 10), aged(3, 2, 20)]).await;

    let all = Window::ALL;
    let cases: [(&[u128], Window, &[u128], u64); 6] = [
        (&[], all, &[2, 3, 1, 4], 4),
        (&[1], all, &[2, 4], 2),
        (&[1, 2], all, &[2, 3, 1, 4], 4),
        (&[9], all, &[], 0),
        (&[], Window { offset: 1, limit: 2 }, &[3, 1], 4),
        (&[], Window { offset: 9, limit: 2 }, &[], 4),
    ];
    for (users, window, expected, total) in cases {
        let expected = expected.iter().copied().map(token_id).collect();
        assert_eq!(listed(&mut *unit, users, window).await, (expected, total), "{users:?} {window:?}");
    }
}

/// Adds two users, 1 and 2, and these tokens, each with its own number as the secret.
async fn insert(unit: &mut dyn UnitOfWork, tokens: &[RefreshToken]) {
    insert_users(unit, &[user(1, "alice"), user(2, "bob")]).await;
    for token in tokens {
        unit.refresh_tokens().insert(token, secret(token.id.0.as_u128() as u8)).await.unwrap();
    }
}

async fn listed(unit: &mut dyn UnitOfWork, users: &[u128], window: Window) -> (Vec<RefreshTokenId>, u64) {
    let filter = RefreshTokenFilter { users: users.iter().copied().map(user_id).collect() };
    let page = unit.refresh_tokens().list(&filter, window).await.unwrap();
    (page.items.into_iter().map(|token| token.id).collect(), page.total)
}
