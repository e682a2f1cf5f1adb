//! A set-up whose records are in PostgreSQL, looked at: all well, and mistakes about the database.

use std::fs;
use std::io::Write;

use postgres_cluster::{Database, Server as Postgres};
use tempfile::NamedTempFile;

use crate::harness::patient::{Diagnosis, Mistakes, Patient};

const SECRET: &str = "sesame-and-more";

fn patient(database: &Database) -> Patient {
    let options = vec!["--store.type=postgres".to_owned(), option(&database.url())];
    Patient::with(Mistakes { options, ..Mistakes::default() })
}

fn option(url: &str) -> String {
    format!("--store.postgres.url={url}")
}

fn examine(patient: &Patient, url: &str) -> Diagnosis {
    patient.examine_with(&[option(url)])
}

#[test]
fn a_set_up_with_a_database_is_well() {
    let database = postgres_cluster::database();
    patient(&database).examine().expect_health();
}

#[test]
fn another_database_than_the_servers_is_told_and_stays_empty() {
    let [database, another] = [postgres_cluster::database(), postgres_cluster::database()];
    let patient = patient(&database);
    examine(&patient, &another.url()).expect_problem("store", "but not on the store in PostgreSQL");
    assert_eq!(another.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");
}

#[test]
fn a_database_that_does_not_let_in_or_does_not_answer() {
    let mut rules = NamedTempFile::new().unwrap();
    writeln!(rules, "local all postgres trust\nlocal all all scram-sha-256").unwrap();
    fs::set_permissions(rules.path(), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let mut postgres = Postgres::start(&[&format!("hba_file='{}'", rules.path().display())]);
    let database = postgres.database();
    database.run(&format!("CREATE ROLE registry_admin LOGIN PASSWORD '{SECRET}' IN ROLE postgres"));
    let patient = patient(&database);
    examine(&patient, &database.url_of("registry_admin", SECRET)).expect_health();

    let diagnosis = examine(&patient, &database.url_of("registry_admin", "open-sesame"));
    diagnosis.expect_problem("store", "password authentication failed for user \"registry_admin\"");
    assert!(!format!("{diagnosis:?}").contains("open-sesame"), "{diagnosis:?}");
    examine(&patient, &database.url_of("nobody-we-know", SECRET)).expect_problem("store", "nobody-we-know");
    let nowhere = database.url().replace(database.name(), "nowhere");
    examine(&patient, &nowhere).expect_problem("store", "database \"nowhere\" does not exist");

    postgres.stop();
    patient.examine().expect_problem("server", "Is the server running");
}

#[test]
fn tables_of_another_version_or_of_somebody_else() {
    let database = postgres_cluster::database();
    let patient = patient(&database);
    database.run("INSERT INTO required_migrations VALUES ('99999999999999')");
    patient.examine().expect_problem("server", "one that knows migration 99999999999999");
    // Of an older version it is only asked who uses it: the server brings it up to date when it starts.
    let older =
        "WHERE version > '00000000000009'; DELETE FROM __diesel_schema_migrations WHERE version = '00000000000009'";
    database.run(&format!("DELETE FROM required_migrations {older}"));
    patient.examine().expect_health();

    let foreign = postgres_cluster::database();
    foreign.run("CREATE TABLE accounts (id INTEGER)");
    examine(&patient, &foreign.url()).expect_problem("store", "tables of another program");
}
