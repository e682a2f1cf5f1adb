//! What processes on one PostgreSQL owe each other: work that is done once, and word of what is new.

#![expect(clippy::unwrap_used, reason = "a test says by its panic that it failed")]

use std::time::Duration;

use adapters::{PostgresSettings, PostgresStore};
use domain::catalog::Reference;
use domain::{Group, GroupId};
use ports::{Intent, Lease, Store, Topic, Work};
use postgres_cluster::Database;
use time::OffsetDateTime;
use tokio::time::timeout;
use uuid::Uuid;

/// Longer than anything may take.
const LONG: Duration = Duration::from_secs(60);

async fn open(url: String) -> PostgresStore {
    PostgresStore::open(&PostgresSettings { url, pool_size: 4.try_into().unwrap() }).await.unwrap()
}

/// Ends the connections on which there is a lock of this kind of work.
fn cut_holders(database: &Database, class: u32) {
    database.run(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = {class} AND objsubid = 2"
    ));
}

async fn lead(store: &PostgresStore, work: Work) -> Option<Box<dyn Lease>> {
    store.lead(work).await.unwrap()
}

/// The right, as soon as it can be had.
async fn await_lead(store: &PostgresStore, work: Work) -> Box<dyn Lease> {
    let asking = async {
        loop {
            if let Some(lease) = lead(store, work).await {
                return lease;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(LONG, asking).await.unwrap()
}

async fn make_group(store: &PostgresStore, number: u128) {
    let mut unit = store.begin(Intent::Write).await.unwrap();
    let group = Group {
        id: GroupId(Uuid::from_u128(number)),
        name: format!("group{number}").parse().unwrap(),
        description: String::new(),
    };
    unit.groups().insert(&group).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn one_has_the_right_until_it_gives_it_up() {
    let database = postgres_cluster::database();
    let (first, second) = (open(database.url()).await, open(database.url()).await);
    let held = lead(&first, Work::Background).await.unwrap();
    assert!(lead(&second, Work::Background).await.is_none());
    assert!(lead(&first, Work::Background).await.is_none(), "not twice in one process either");
    let sync = lead(&second, Work::Sync).await.unwrap();
    assert!(lead(&first, Work::Sync).await.is_none());

    held.release().await;
    let held = lead(&second, Work::Background).await.unwrap();
    drop((held, sync));
    drop(await_lead(&first, Work::Background).await);
    drop(await_lead(&first, Work::Sync).await);
}

#[tokio::test]
async fn who_loses_the_connection_knows_it_and_another_takes_over() {
    let database = postgres_cluster::database();
    let (first, second) = (open(database.url()).await, open(database.url()).await);
    let held = lead(&first, Work::Background).await.unwrap();
    assert!(lead(&second, Work::Background).await.is_none());
    cut_holders(&database, 1);
    timeout(LONG, held.lost()).await.unwrap();
    let taken = await_lead(&second, Work::Background).await;
    assert!(lead(&first, Work::Background).await.is_none());
    taken.release().await;
}

#[tokio::test]
async fn installations_in_one_database_do_not_wait_for_each_other() {
    let database = postgres_cluster::database();
    database.run("CREATE SCHEMA other");
    let first = open(database.url()).await;
    let second = open(format!("{}&options=-csearch_path%3Dother", database.url())).await;
    let held = lead(&first, Work::Background).await.unwrap();
    assert!(lead(&second, Work::Background).await.is_some());
    held.release().await;
}

#[tokio::test]
async fn changes_of_others_are_heard_of() {
    let database = postgres_cluster::database();
    let (first, second) = (open(database.url()).await, open(database.url()).await);
    // Whoever begins to listen is told to look at everything.
    timeout(LONG, second.changed(Topic::Policy)).await.unwrap();
    timeout(LONG, second.changed(Topic::Notices)).await.unwrap();

    make_group(&first, 1).await;
    timeout(LONG, second.changed(Topic::Policy)).await.unwrap();

    let mut unit = first.begin(Intent::Write).await.unwrap();
    let tag = Reference::Tag("v1".parse().unwrap());
    unit.catalog().note(&[("team/app".parse().unwrap(), tag)], OffsetDateTime::UNIX_EPOCH).await.unwrap();
    unit.commit().await.unwrap();
    timeout(LONG, second.changed(Topic::Notices)).await.unwrap();
}

#[tokio::test]
async fn who_could_not_hear_is_told_to_look() {
    let database = postgres_cluster::database();
    let store = open(database.url()).await;
    timeout(LONG, store.changed(Topic::Policy)).await.unwrap();
    database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
    timeout(LONG, store.changed(Topic::Policy)).await.unwrap();
}
