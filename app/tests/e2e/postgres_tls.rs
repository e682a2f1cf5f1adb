//! A PostgreSQL server that is reached by TLS, and the ways in which it may be none that is trusted.

use postgres_cluster::{Database, Server as Postgres};

use crate::harness::Data;
use crate::harness::authority::Authority;
use crate::harness::server::{ADMIN, Server};
use crate::harness::token::ask;
use crate::harness::wait::until;

fn trusting(authority: &Authority, mode: &str) -> String {
    format!("sslmode={mode}&sslrootcert={}", authority.root().display())
}

fn start(database: Database, parameters: &str) -> Server {
    let url = format!("--store.postgres.url={}", database.tcp_url("localhost", parameters));
    Server::start_on(Data::in_database(database), &[&url])
}

/// What it says that does not start.
#[track_caller]
fn refused(database: &Database, host: &str, parameters: &str) -> String {
    let url = format!("--store.postgres.url={}", database.tcp_url(host, parameters));
    Server::start_in_vain(&["--store.type=postgres", &url]).complained(1)
}

#[test]
fn every_connection_is_encrypted_to_a_server_that_is_known() {
    let authority = Authority::new();
    let pair = authority.issue();
    let postgres = Postgres::start_by_tls(&pair.certificate, &pair.key);
    for parameters in [trusting(&authority, "verify-full"), "sslmode=require".to_owned()] {
        let server = start(postgres.database(), &parameters);
        ask(&server, Some(ADMIN), &[]).expect(200);
        server.admin().create_group("team");
        let observer = postgres.database();
        let ours = |condition: &str| {
            observer.run(&format!(
                "SELECT count(*) FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
                WHERE application_name = 'registry-admin' AND {condition}"
            ))
        };
        until("it listens for what others change", || (ours("query LIKE '%LISTEN%' AND ssl") == "1").then_some(()));
        assert_ne!(ours("ssl AND version LIKE 'TLSv1.%'"), "0");
        assert_eq!(ours("NOT ssl"), "0");
    }
}

#[test]
fn a_server_that_is_not_the_one_that_is_meant_gets_no_password() {
    let (authority, another) = (Authority::new(), Authority::new());
    let pair = authority.issue_for("localhost");
    let postgres = Postgres::start_by_tls(&pair.certificate, &pair.key);
    let database = postgres.database();
    let complaint = refused(&database, "localhost", &trusting(&another, "verify-full"));
    assert!(complaint.contains("certificate verify failed"), "{complaint}");
    let complaint = refused(&database, "db.example.org", &trusting(&authority, "verify-full"));
    assert!(complaint.contains("does not match host name \"db.example.org\""), "{complaint}");
    let complaint = refused(&database, "localhost", "sslmode=verify-full&sslrootcert=/nowhere.crt");
    assert!(complaint.contains("/nowhere.crt"), "{complaint}");
    drop(start(database, &trusting(&authority, "verify-ca")));

    let expired = authority.issue_expired();
    let postgres = Postgres::start_by_tls(&expired.certificate, &expired.key);
    let complaint = refused(&postgres.database(), "localhost", &trusting(&authority, "verify-full"));
    assert!(complaint.contains("certificate verify failed"), "{complaint}");
}

#[test]
fn a_server_without_tls_is_refused_where_it_is_demanded() {
    let postgres = Postgres::start_by_tcp(&[]);
    let database = postgres.database();
    for parameters in ["sslmode=require".to_owned(), trusting(&Authority::new(), "verify-full")] {
        let complaint = refused(&database, "localhost", &parameters);
        assert!(complaint.contains("server does not support SSL, but SSL was required"), "{complaint}");
    }
    ask(&start(database, "sslmode=disable"), Some(ADMIN), &[]).expect(200);
}
