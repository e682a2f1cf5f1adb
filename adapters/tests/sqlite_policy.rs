//! How far back a store in an SQLite file knows what changed of who may do what.

#![expect(clippy::unwrap_used, reason = "a test says by its panic that it failed")]

mod common;

use adapters::SqliteStore;
use common::{change, open, user};
use diesel::connection::SimpleConnection;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, RunQueryDsl};
use ports::{Intent, PolicyChanges, Store};

async fn changes(store: &SqliteStore, since: u64) -> Option<PolicyChanges> {
    store.begin(Intent::Read).await.unwrap().policy_changes(since).await.unwrap()
}

#[tokio::test]
async fn a_change_is_told_until_ten_thousand_others_came() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = open(&path).await;
    let seen = store.begin(Intent::Read).await.unwrap().policy_revision().await.unwrap();
    change(&store, |alice| alice.description = "changed".to_owned()).await;
    let of_alice = PolicyChanges { users: [user().id].into(), ..PolicyChanges::default() };
    assert_eq!(changes(&store, seen).await, Some(of_alice.clone()));

    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let many = "UPDATE users SET name = name;".repeat(9_999);
    connection.batch_execute(&format!("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE; {many} COMMIT;")).unwrap();
    assert_eq!(changes(&store, seen).await, Some(of_alice));
    diesel::sql_query("UPDATE users SET name = name").execute(&mut connection).unwrap();
    assert_eq!(changes(&store, seen).await, None);
}
