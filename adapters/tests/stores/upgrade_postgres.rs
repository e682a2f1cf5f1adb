//! A database of every earlier schema, with data in it, is opened by this program; as `upgrade` has it
//! for files, and with the same data.

use std::collections::BTreeMap;

use adapters::{PostgresSettings, PostgresStore};
use postgres_cluster::Database;

use super::upgrade::{migrations, text, what_it_holds_is_understood};

async fn open(database: &Database) -> PostgresStore {
    PostgresStore::open(&PostgresSettings { url: database.url(), pool_size: 2.try_into().unwrap() }).await.unwrap()
}

/// A database as the program left it that knew these migrations.
fn make(migrations: &[String]) -> Database {
    let database = postgres_cluster::database();
    database.run(
        "CREATE TABLE __diesel_schema_migrations (
        version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
    );
    for name in migrations {
        let (version, _) = name.split_once('_').unwrap();
        database.run(&text(&["migrations/postgres", name, "up.sql"]));
        database.run(&in_own_words(&text(&["tests/upgrades", &format!("{name}.sql")])));
        database.run(&format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}')"));
    }
    // Who had made the rows would have counted.
    database.run(
        "SELECT setval(pg_get_serial_sequence(quote_ident(table_name), 'id'), 100)
        FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'",
    );
    database
}

/// The one thing that the two engines have no common word for is bytes.
fn in_own_words(statements: &str) -> String {
    statements.replace(" x'", " '\\x")
}

/// The columns of every table of ours.
fn columns(database: &Database) -> BTreeMap<String, Vec<String>> {
    let listed = database.run(
        "SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name <> '__diesel_schema_migrations'
        ORDER BY table_name, ordinal_position",
    );
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in listed.lines().map(|line| line.split_once('|').unwrap()) {
        columns.entry(table.to_owned()).or_default().push(column.to_owned());
    }
    columns
}

/// Everything in these columns, as text.
fn content(database: &Database, columns: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, String> {
    let of = |(table, columns): (&String, &Vec<String>)| {
        let columns = columns.join(", ");
        (table.clone(), database.run(&format!("SELECT ROW({columns})::text FROM {table} ORDER BY 1")))
    };
    columns.iter().map(of).collect()
}

/// All there is but the rows: columns, indexes, constraints, triggers and functions.
fn schema(database: &Database) -> String {
    database.run(
        "
        SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name, is_identity
        FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2;
        SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1;
        SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace ORDER BY 1, 2;
        SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1;
        SELECT pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND probin IS NULL ORDER BY 1;",
    )
}

#[tokio::test]
async fn a_database_of_every_earlier_schema_keeps_all_it_holds() {
    let fresh = postgres_cluster::database();
    drop(open(&fresh).await);
    let migrations = migrations("postgres");
    assert_eq!(migrations, super::upgrade::migrations("sqlite"), "the same steps");
    for known in 1..=migrations.len() {
        let database = make(&migrations[..known]);
        let columns = columns(&database);
        let before = content(&database, &columns);
        assert!(before.values().all(|rows| !rows.is_empty()), "each table holds something: {before:?}");

        let store = open(&database).await;
        assert_eq!(content(&database, &columns), before, "after version {known}");
        assert_eq!(schema(&database), schema(&fresh), "after version {known}");
        what_it_holds_is_understood(&store, known >= 2).await;
    }
}
