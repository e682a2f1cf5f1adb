//! A PostgreSQL server that hangs: it takes whatever is sent and never answers.

use std::thread;

use postgres_cluster::Server as Postgres;
use serde_json::json;

use crate::harness::api::person;
use crate::harness::server::Server;
use crate::harness::token::{Token, ask};
use crate::harness::wait::until;
use crate::harness::{Api, Data};

const SCOPE: &str = "repository:team/app:pull";

/// More than there are connections.
const CALLERS: usize = 24;

fn create(admin: &Api, name: &str) -> u16 {
    admin.send("POST", "/api/v1/groups", Some(&json!({ "name": name }))).status
}

#[test]
fn every_request_ends_and_all_goes_on_when_it_answers_again() {
    let postgres = Postgres::start_by_tcp(&[]);
    let database = postgres.database();
    let url = format!("--store.postgres.url={}", database.tcp_url("localhost", "sslmode=disable"));
    let server = Server::start_on(Data::in_database(database), &[&url, "--store.offline-grace=1h"]);
    let admin = server.admin();
    admin.create_user_with("alice", "team/**", &["pull"]);
    until("alice is known", || (ask(&server, Some(person("alice")), &[SCOPE]).status == 200).then_some(()));

    postgres.freeze();
    thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|number| {
                let admin = &admin;
                scope.spawn(move || match number % 2 {
                    0 => create(admin, &format!("group {number}")),
                    _ => admin.get("/api/v1/groups").status,
                })
            })
            .collect();
        // Nobody who is known waits for those who need the database.
        for _ in 0..CALLERS {
            assert_eq!(Token::of(ask(&server, Some(person("alice")), &[SCOPE])).granted(), [SCOPE]);
        }
        for caller in callers {
            assert_eq!(caller.join().unwrap(), 503);
        }
    });
    let refused = admin.get("/api/v1/groups").expect(503);
    assert_ne!(refused.header("retry-after"), "");
    admin.get("/healthz").expect(200);
    until("it is told", || (admin.get("/readyz").text != "ok").then_some(()));

    postgres.thaw();
    until("all is well", || (admin.get("/readyz").text == "ok").then_some(()));
    assert_eq!(create(&admin, "afterwards"), 201);
    let names: Vec<_> = admin.all("groups").iter().map(|group| group["name"].clone()).collect();
    assert_eq!(names, ["afterwards"], "what was refused was not done later");
}

#[test]
fn it_ends_when_it_is_told_to_though_the_database_hangs() {
    let postgres = Postgres::start(&[]);
    let mut server = Server::start_on(Data::in_database(postgres.database()), &[]);
    postgres.freeze();
    server.admin().get("/api/v1/groups").expect(503);
    server.stop();
    postgres.thaw();
}
