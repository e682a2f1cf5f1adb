//! What is particular to a store in an SQLite file: the file itself.

use std::error::Error;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use adapters::{OpenError, SqliteStore};
use diesel::connection::SimpleConnection;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, RunQueryDsl};
use ports::{Intent, Store, StoreError, UserFilter, Window};

use super::common::{change, open, user};

/// Runs statements behind the store's back.
fn run(path: &Path, statements: &str) {
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    connection.batch_execute(statements).unwrap();
}

async fn refusal(path: &Path) -> OpenError {
    match SqliteStore::open(path).await.err() {
        Some(StoreError::Backend { source, .. }) => *source.downcast().unwrap(),
        other => panic!("expected a refusal, not {other:?}"),
    }
}

#[tokio::test]
async fn what_was_committed_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = open(&path).await;
    change(&store, |alice| alice.description = "kept".to_owned()).await;
    drop(store);

    let found = open(&path).await.begin(Intent::Read).await.unwrap().users().find(user().id).await.unwrap();
    assert_eq!(found.unwrap().description, "kept");
    let verdict: String =
        diesel::dsl::sql::<diesel::sql_types::Text>("SELECT integrity_check FROM pragma_integrity_check")
            .get_result(&mut SqliteConnection::establish(path.to_str().unwrap()).unwrap())
            .unwrap();
    assert_eq!(verdict, "ok");
}

#[tokio::test]
async fn the_files_are_for_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("store.db")).await;
    change(&store, |_| ()).await;
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
    assert!(files.len() > 1, "the log is a file of its own");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[tokio::test]
async fn odd_names_are_names_of_files() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["o'brien 100%.db", "file:x?mode=memory", ":memory:", "sqlite:"] {
        open(&folder.path().join(name)).await;
        assert!(folder.path().join(name).metadata().unwrap().len() > 0, "{name}");
    }
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = refusal(&folder.path().join("none/store.db")).await;
    assert!(matches!(error, OpenError::NoFolder(_)), "{error:?}");
    assert!(error.to_string().contains("none/store.db"), "{error}");
    assert!(matches!(refusal(folder.path()).await, OpenError::File { .. }));
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let text = "nothing that SQLite could read\n".repeat(1000);
    fs::write(&path, &text).unwrap();
    let error = refusal(&path).await;
    assert!(error.to_string().ends_with("cannot be used as a database: file is not a database"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

/// The bytes of a database with one user in it.
async fn whole_database(folder: &Path) -> Vec<u8> {
    let path = folder.join("whole.db");
    change(&open(&path).await, |_| ()).await;
    run(&path, "PRAGMA wal_checkpoint (TRUNCATE)");
    fs::read(&path).unwrap()
}

const PAGE: usize = 4096;

#[tokio::test]
async fn a_damaged_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let whole = whole_database(folder.path()).await;
    let scribbled = |from: usize, to: usize| [&whole[..from], &vec![0xa5; to - from], &whole[to..]].concat();
    let damages = [
        ("cut off", whole[..whole.len() / 2].to_vec()),
        ("the header", scribbled(16, 100)),
        ("the root of the schema", scribbled(100, PAGE)),
        ("the schema", scribbled(PAGE, whole.len())),
    ];
    let path = folder.path().join("damaged.db");
    for (damage, bytes) in damages {
        fs::write(&path, bytes).unwrap();
        let error = refusal(&path).await;
        assert!(matches!(error, OpenError::Unusable { .. }), "{damage}: {error:?}");
    }
}

#[tokio::test]
async fn damage_to_a_table_is_told_when_it_is_met() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = whole_database(folder.path()).await;
    let login = bytes.windows(5).position(|bytes| bytes == b"alice").unwrap();
    let page = login / PAGE * PAGE;
    bytes[page..page + PAGE].fill(0xa5);
    let path = folder.path().join("damaged.db");
    fs::write(&path, bytes).unwrap();

    let mut unit = open(&path).await.begin(Intent::Read).await.unwrap();
    let error = unit.users().list(&UserFilter::default(), &vec![], Window::ALL).await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "database disk image is malformed");
}

#[tokio::test]
async fn the_database_of_another_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    run(&path, "CREATE TABLE users (id INTEGER)");
    let before = fs::read(&path).unwrap();
    let error = refusal(&path).await;
    assert!(matches!(error, OpenError::Foreign(_)), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_later_version_leaves_earlier_ones_at_work_until_it_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = open(&path).await;
    run(&path, "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");
    change(&open(&path).await, |_| ()).await;
    store.check().await.unwrap();

    run(&path, "INSERT INTO required_migrations VALUES ('99990101000000')");
    let error = store.check().await.unwrap_err();
    assert!(error.source().unwrap().to_string().contains("99990101000000"), "{error:?}");
    let error = refusal(&path).await;
    assert!(matches!(&error, OpenError::Newer { migration, .. } if migration == "99990101000000"), "{error:?}");
}

#[tokio::test]
async fn a_value_that_makes_no_sense_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = open(&path).await;
    change(&store, |_| ()).await;
    run(&path, "UPDATE users SET login = 'a:b'");

    let mut unit = store.begin(Intent::Read).await.unwrap();
    let error = unit.users().find(user().id).await.unwrap_err();
    let cause = error.source().unwrap().to_string();
    assert!(cause.starts_with(&format!("users.login of the row {} cannot be read: ", user().id)), "{cause}");
}

#[tokio::test]
async fn very_long_lists_are_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = open(&path).await;
    run(
        &path,
        "INSERT INTO groups VALUES ('00000000-0000-0000-0000-000000000001', 'team', '');
         WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 40000)
         INSERT INTO users SELECT format('00000000-0000-0000-0000-%012d', n), n, n, 'user', 0, '', 0, 0, '', NULL FROM numbers;
         INSERT INTO memberships SELECT users.id, groups.id FROM users, groups;",
    );
    let mut unit = store.begin(Intent::Read).await.unwrap();
    let page = unit.users().list(&UserFilter::default(), &vec![], Window::ALL).await.unwrap();
    assert_eq!((page.items.len(), page.total), (40_000, 40_000));
    assert!(page.items.iter().all(|user| user.groups.len() == 1));
}
