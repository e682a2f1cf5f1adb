//! A store copied into one of another kind, and back again.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use adapters::{CopyError, PostgresSettings, PostgresStore, SqliteStore, StorePlace, copy_store};
use diesel::connection::SimpleConnection;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, RunQueryDsl};
use ports::{Intent, Store};
use postgres_cluster::Database;

use super::common::{change, open, user};

const REPOSITORIES: usize = 40;
const TAGS: usize = 8_000;

fn settings(database: &Database) -> PostgresSettings {
    PostgresSettings { url: database.url(), pool_size: 2.try_into().unwrap() }
}

/// Something in every table, put there behind the store's back.
async fn fill(path: &Path) {
    let store = open(path).await;
    change(&store, |alice| "It's \"Alice\", \\ \u{1F600}\n".clone_into(&mut alice.description)).await;
    drop(store);
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let statements = format!(
        "PRAGMA foreign_keys = ON;
        WITH RECURSIVE n (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n LIMIT 999)
        INSERT INTO users SELECT format('00000000-0000-0000-0000-%012d', n), 'user' || n, 'U', 'user', n % 2, '', 0, n, 'hash',
            iif(n % 3 = 0, 'bcrypt', NULL) FROM n;
        INSERT INTO groups SELECT replace(id, '0000-0000-0000-', '0000-0000-1111-'), 'group of ' || login, '' FROM users;
        INSERT INTO memberships SELECT id, replace(id, '0000-0000-0000-', '0000-0000-1111-') FROM users;
        INSERT INTO accesses SELECT id, 'rule ' || login, 'user', id, NULL, login || '/**', 'pull,push', disabled,
            iif(disabled, created_at, NULL) FROM users;
        INSERT INTO sessions SELECT id, id, 1, 2 FROM users;
        INSERT INTO refresh_tokens SELECT id, id, 'docker', 1, NULL, randomblob(32) FROM users;
        INSERT INTO secrets VALUES ('session', x'00ff10');
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT {REPOSITORIES})
        INSERT INTO repositories SELECT n, 'team/app-' || n, n, 0, 0, 0, 0, NULL, n FROM n;
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT {TAGS})
        INSERT INTO contents SELECT n, 'sha256:' || n, n FROM n;
        INSERT INTO manifests SELECT id, 1 + id % {REPOSITORIES}, digest, 'image', 'm', size, NULL, NULL, '{{}}', '[]', 1, id, 0, NULL
            FROM contents;
        INSERT INTO parts SELECT id, place, repository_id, id, 'm', 1 FROM manifests, (SELECT 0 AS place UNION ALL SELECT 1);
        INSERT INTO children SELECT id, 0, repository_id, digest, 'm', 1, '[]', '{{}}' FROM manifests WHERE id < 100;
        INSERT INTO tags SELECT id, repository_id, 'V' || id, id, 1, id, 0, iif(id % 2, id, NULL) FROM manifests;
        DELETE FROM tags WHERE id > {TAGS} - 10;
        INSERT INTO kept_pulls (repository, digest, at) VALUES ('a', 'b', 1);
        INSERT INTO events VALUES ('event', 1);
        INSERT INTO notices VALUES (1, 'latest', 1, 1);
        INSERT INTO activity VALUES (2460000, 1, 2);
        INSERT INTO audit_log VALUES (1, 2, 'system', NULL, '', NULL, '', 'd', 'o', NULL, NULL, '', '[]', '', 1,
            zeroblob(32), randomblob(32));
        INSERT INTO audit_writers VALUES ('w', 1);
        INSERT INTO sync_status VALUES (1, '[\"told\"]');
        UPDATE catalogue SET version = 77, size = 1234567890123;"
    );
    connection.batch_execute(&statements).unwrap();
}

/// The records of a table, as text.
fn dump(path: &Path, table: &str) -> String {
    let output = std::process::Command::new("sqlite3").arg(path).arg(format!(".dump {table}")).output().unwrap();
    let mut lines: Vec<_> = str::from_utf8(&output.stdout).unwrap().lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn refused(from: &StorePlace, to: &StorePlace) -> CopyError {
    copy_store(from, to, &mut |_, _| {}).unwrap_err()
}

#[tokio::test]
async fn a_store_goes_to_postgres_and_back_without_a_difference() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = ["old.db", "new.db"].map(|name| folder.path().join(name));
    fill(&old).await;
    let database = postgres_cluster::database();
    let (from, between, to) =
        (StorePlace::File(old.clone()), StorePlace::Postgres(settings(&database)), StorePlace::File(new.clone()));
    let copied = copy_store(&from, &between, &mut |_, _| {}).unwrap();
    assert_eq!(copy_store(&between, &to, &mut |_, _| {}).unwrap(), copied);
    for table in [
        "users",
        "refresh_tokens",
        "repositories",
        "tags",
        "parts",
        "children",
        "audit_log",
        "sync_status",
        "catalogue",
    ] {
        assert_eq!(dump(&new, table), dump(&old, table), "{table}");
    }
    let next = "INSERT INTO tags (repository_id, name, manifest_id, size, pushed_at, pulls)
        VALUES (1, 'next', 1, 1, 1, 0) RETURNING id";
    assert_eq!(database.run(next), (TAGS + 1).to_string(), "no id comes back");
    let mut connection = SqliteConnection::establish(new.to_str().unwrap()).unwrap();
    let id: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>(next).get_result(&mut connection).unwrap();
    assert_eq!(id as usize, TAGS + 1);

    let store = PostgresStore::open(&settings(&database)).await.unwrap();
    let alice = store.begin(Intent::Read).await.unwrap().users().find(user().id).await.unwrap().unwrap();
    assert_eq!(alice.description, "It's \"Alice\", \\ \u{1F600}\n");
}

#[tokio::test]
async fn a_copy_that_was_cut_short_is_no_store_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("old.db");
    fill(&old).await;
    let database = postgres_cluster::database();
    let new = folder.path().join("new.db");
    let from = StorePlace::File(old.clone());
    for to in [StorePlace::Postgres(settings(&database)), StorePlace::File(new.clone())] {
        let mut until = |what: &str, rows: u64| assert!((what, rows) != ("copied: tags", 5000), "cut short");
        catch_unwind(AssertUnwindSafe(|| copy_store(&from, &to, &mut until))).unwrap_err();
        match &to {
            StorePlace::File(path) => assert!(SqliteStore::open(path).await.is_err()),
            StorePlace::Postgres(settings) => assert!(PostgresStore::open(settings).await.is_err()),
        }
        let mut copied = Vec::new();
        copy_store(&from, &to, &mut |what, rows| copied.push((what.to_owned(), rows))).unwrap();
        assert_eq!(copied.first(), Some(&("copied: tags".to_owned(), TAGS as u64 - 10 - 5000)));
    }
    assert_eq!(dump(&new, "tags"), dump(&old, "tags"));
    PostgresStore::open(&settings(&database)).await.unwrap();
    SqliteStore::open(&new).await.unwrap();
}

#[tokio::test]
async fn nothing_is_copied_over_records_or_beside_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new, used] = ["old.db", "new.db", "used.db"].map(|name| folder.path().join(name));
    let database = postgres_cluster::database();
    let (from, to) = (StorePlace::File(old.clone()), StorePlace::Postgres(settings(&database)));
    assert!(matches!(refused(&from, &to), CopyError::NoStore(_)));
    change(&open(&old).await, |_| ()).await;
    change(&open(&used).await, |_| ()).await;
    assert!(matches!(refused(&from, &StorePlace::File(used)), CopyError::Holds { table: "users" }));

    let server = open(&old).await;
    assert!(matches!(refused(&from, &to), CopyError::InUse("the store to be copied")));
    drop(server);
    let server = PostgresStore::open(&settings(&database)).await.unwrap();
    server.check().await.unwrap();
    assert!(matches!(refused(&from, &to), CopyError::InUse("the store to copy to")));
    assert!(matches!(refused(&to, &StorePlace::File(new)), CopyError::InUse("the store to be copied")));
    drop(server);
    // Its connections take a moment to end.
    copy_store(&from, &to, &mut |_, _| {}).unwrap();
    assert!(matches!(refused(&from, &to), CopyError::Holds { table: "users" }));
}

#[tokio::test]
async fn a_store_of_a_later_version_is_not_copied_by_an_earlier_one() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = ["old.db", "new.db"].map(|name| folder.path().join(name));
    change(&open(&old).await, |_| ()).await;
    let database = postgres_cluster::database();
    drop(PostgresStore::open(&settings(&database)).await.unwrap());
    let later = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
    SqliteConnection::establish(old.to_str().unwrap()).unwrap().batch_execute(later).unwrap();
    database.run(later);
    for from in [StorePlace::File(old), StorePlace::Postgres(settings(&database))] {
        let error = refused(&from, &StorePlace::File(new.clone()));
        let reason = error.source().unwrap().to_string();
        assert!(reason.contains("one that knows migration 99990101000000"), "{error:?}");
    }
    // The server itself works with both.
    PostgresStore::open(&settings(&database)).await.unwrap().check().await.unwrap();
    database.run("INSERT INTO required_migrations VALUES ('99990101000000')");
    assert!(PostgresStore::open(&settings(&database)).await.is_err());
}
