//! A store of every earlier schema, with data in it, is opened by this program.
//!
//! `upgrades` has for each migration what a store could hold after it, in words that both engines
//! understand. A store of version n is made by the first n migrations, each followed by its data.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, RunQueryDsl};
use ports::{Intent, Store, Window};

use super::common::{open, user};

const OWN: &str = env!("CARGO_MANIFEST_DIR");

/// The names of all migrations of an engine, in their order.
pub(crate) fn migrations(engine: &str) -> Vec<String> {
    let folders = fs::read_dir(Path::new(OWN).join("migrations").join(engine)).unwrap();
    let mut names: Vec<_> = folders.map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub(crate) fn text(path: &[&str]) -> String {
    let path: PathBuf = [&[OWN], path].concat().iter().collect();
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn connect(path: &Path) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    connection
}

/// A store as the program left it that knew these migrations.
fn make(path: &Path, migrations: &[String]) {
    let mut connection = connect(path);
    let applied = "CREATE TABLE __diesel_schema_migrations (
        version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";
    connection.batch_execute(&format!("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; {applied}")).unwrap();
    for name in migrations {
        let (version, _) = name.split_once('_').unwrap();
        connection.batch_execute(&text(&["migrations/sqlite", name, "up.sql"])).unwrap();
        let data = text(&["tests/upgrades", &format!("{name}.sql")]);
        let noted = format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}')");
        connection.batch_execute(&format!("{data}; {noted}")).unwrap();
    }
}

/// The columns of every table of ours that holds rows.
fn columns(connection: &mut SqliteConnection) -> BTreeMap<String, Vec<String>> {
    let tables = "name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND name NOT LIKE 'tag\\_texts%' ESCAPE '\\' AND name <> '__diesel_schema_migrations'";
    let tables: Vec<String> = sql::<Text>(&format!("SELECT {tables}")).load(connection).unwrap();
    let of = |table: String| {
        let query = format!("SELECT name FROM pragma_table_info('{table}')");
        (table, sql::<Text>(&query).load(connection).unwrap())
    };
    tables.into_iter().map(of).collect()
}

/// Everything in these columns, as text.
fn content(
    connection: &mut SqliteConnection,
    columns: &BTreeMap<String, Vec<String>>,
) -> BTreeMap<String, Vec<String>> {
    let of = |(table, columns): (&String, &Vec<String>)| {
        let quoted: Vec<_> = columns.iter().map(|column| format!("quote({column})")).collect();
        let query = format!("SELECT concat_ws(' ', {}) FROM {table} ORDER BY 1", quoted.join(", "));
        (table.clone(), sql::<Text>(&query).load(connection).unwrap())
    };
    columns.iter().map(of).collect()
}

/// The statements that made all there is.
fn schema(path: &Path) -> Vec<String> {
    let query = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
    let statements: Vec<String> = sql::<Text>(query).load(&mut connect(path)).unwrap();
    statements.iter().map(|sql| sql.split_whitespace().collect()).collect()
}

fn complaints(path: &Path) -> (String, i64) {
    let integrity = sql::<Text>("SELECT integrity_check FROM pragma_integrity_check").get_result(&mut connect(path));
    let foreign_keys = sql::<BigInt>("SELECT count(*) FROM pragma_foreign_key_check").get_result(&mut connect(path));
    (integrity.unwrap(), foreign_keys.unwrap())
}

#[tokio::test]
async fn a_store_of_every_earlier_schema_keeps_all_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("fresh.db");
    drop(open(&fresh).await);
    let migrations = migrations("sqlite");
    for known in 1..=migrations.len() {
        let path = folder.path().join(format!("{known}.db"));
        make(&path, &migrations[..known]);
        let columns = columns(&mut connect(&path));
        let before = content(&mut connect(&path), &columns);
        assert!(before.values().all(|rows| !rows.is_empty()), "each table holds something: {before:?}");

        drop(open(&path).await);
        assert_eq!(content(&mut connect(&path), &columns), before, "after version {known}");
        assert_eq!(schema(&path), schema(&fresh), "after version {known}");
        assert_eq!(complaints(&path), ("ok".to_owned(), 0));
        what_it_holds_is_understood(&open(&path).await, known >= 2).await;
    }
}

pub(crate) async fn what_it_holds_is_understood(store: &dyn Store, has_catalogue: bool) {
    let mut unit = store.begin(Intent::Write).await.unwrap();
    let mut alice = unit.users().find(user().id).await.unwrap().unwrap();
    assert_eq!((alice.login.as_str(), alice.description.as_str()), ("alice", "keeps the keys"));
    assert_eq!(unit.accesses().list(&Default::default(), &vec![], Window::ALL).await.unwrap().total, 3);
    alice.description = "changed".to_owned();
    assert!(unit.users().update(&alice).await.unwrap());
    if has_catalogue {
        let tag = unit.catalog().tag(&"team/app".parse().unwrap(), &"v1".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!((tag.size, tag.pulls), (1700, 3));
    }
    unit.commit().await.unwrap();
}
