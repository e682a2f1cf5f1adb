//! One user in a file, whom several tests change.

use std::path::Path;

use adapters::SqliteStore;
use domain::{Role, User, UserId};
use ports::{Intent, PasswordHash, Store};
use time::OffsetDateTime;
use uuid::Uuid;

pub(crate) async fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path).await.unwrap()
}

pub(crate) fn user() -> User {
    User {
        id: UserId(Uuid::from_u128(1)),
        login: "alice".parse().unwrap(),
        name: "Alice".parse().unwrap(),
        role: Role::Admin,
        groups: [].into(),
        disabled: false,
        description: String::new(),
        must_change_password: false,
        created_at: OffsetDateTime::UNIX_EPOCH,
    }
}

/// Changes the user, who is added if need be, in a unit of its own.
pub(crate) async fn change(store: &SqliteStore, change: impl FnOnce(&mut User)) {
    let mut unit = store.begin(Intent::Write).await.unwrap();
    let found = unit.users().find(user().id).await.unwrap();
    let mut changed = found.clone().unwrap_or_else(user);
    change(&mut changed);
    match found {
        Some(_) => assert!(unit.users().update(&changed).await.unwrap()),
        None => unit.users().insert(&changed, &PasswordHash("hash".to_owned())).await.unwrap(),
    }
    unit.commit().await.unwrap();
}
