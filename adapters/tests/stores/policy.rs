//! How far back a store in an SQLite file knows what changed of who may do what.

use std::path::Path;

use adapters::SqliteStore;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, RunQueryDsl};
use ports::{Intent, PolicyChanges, Store};

use super::common::{change, open, user};

async fn changes(store: &SqliteStore, since: u64) -> Option<PolicyChanges> {
    store.begin(Intent::Read).await.unwrap().policy_changes(since).await.unwrap()
}

fn update_many(path: &Path, times: usize) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let many = "UPDATE users SET name = name;".repeat(times);
    connection.batch_execute(&format!("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE; {many} COMMIT;")).unwrap();
    connection
}

#[tokio::test]
async fn a_change_is_told_until_a_thousand_others_came() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = open(&path).await;
    let seen = store.begin(Intent::Read).await.unwrap().policy_revision().await.unwrap();
    change(&store, |alice| alice.description = "changed".to_owned()).await;
    let of_alice = PolicyChanges { users: [user().id].into(), ..PolicyChanges::default() };
    assert_eq!(changes(&store, seen).await, Some(of_alice.clone()));

    update_many(&path, 999);
    assert_eq!(changes(&store, seen).await, Some(of_alice));
    update_many(&path, 1);
    assert_eq!(changes(&store, seen).await, None);
}

#[tokio::test]
async fn ten_thousand_changes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    change(&open(&path).await, |_| ()).await;
    let mut connection = update_many(&path, 10_001);
    let kept: i64 = sql::<BigInt>("SELECT count(*) FROM policy_changes").get_result(&mut connection).unwrap();
    assert_eq!(kept, 10_000);
}
