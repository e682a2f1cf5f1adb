//! The file outlives whoever has it open, belongs to one process at a time, and is nobody else's business.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use custom_store::RedbStore;
use domain::{Group, GroupId};
use ports::{Intent, Store, StoreError};

const PROGRAM: &str = env!("CARGO_BIN_EXE_custom_store");

fn group() -> Group {
    Group { id: GroupId(uuid::Uuid::nil()), name: "team".parse().unwrap(), description: String::new() }
}

#[tokio::test]
async fn what_is_committed_is_there_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/store.redb");
    let store = RedbStore::open(&path).unwrap();
    let mut unit = store.begin(Intent::Write).await.unwrap();
    unit.groups().insert(&group()).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = store.begin(Intent::Write).await.unwrap();
    unit.groups().remove(group().id).await.unwrap();
    drop(unit);
    drop(store);

    let store = RedbStore::open(&path).unwrap();
    let mut unit = store.begin(Intent::Read).await.unwrap();
    assert_eq!(unit.groups().find(group().id).await.unwrap(), Some(group()));
}

#[test]
fn two_at_a_time_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let store = RedbStore::open(&path).unwrap();
    assert!(matches!(RedbStore::open(&path), Err(StoreError::Unavailable(_))));

    let ended = serve_from(&path);
    let complaint = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{complaint}");
    assert!(complaint.contains("another process has it open"), "{complaint}");
    drop(store);
    RedbStore::open(&path).unwrap();
}

#[test]
fn what_is_no_store_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Bob, this is not a store.").unwrap();
    assert!(RedbStore::open(&path).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"Dear Bob, this is not a store.");
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.redb");
    RedbStore::open(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

/// Runs the program, which must end by itself.
fn serve_from(path: &Path) -> Output {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut program = Command::new(PROGRAM);
    program.arg(format!("--listen=127.0.0.1:{port}")).arg(format!("--store.embed.path={}", path.display()));
    program.output().unwrap()
}
