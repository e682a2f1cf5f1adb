//! A PostgreSQL server that goes away and comes back: what needs it is refused meanwhile, and all goes on
//! afterwards.

use std::thread;

use postgres_cluster::Server as Postgres;
use serde_json::json;

use crate::harness::server::{ADMIN, Server};
use crate::harness::token::ask;
use crate::harness::wait::until;
use crate::harness::{Api, Data};

const WRITERS: usize = 4;

fn create(admin: &Api, name: &str) -> u16 {
    let answer = admin.send("POST", "/api/v1/groups", Some(&json!({ "name": name })));
    if answer.status != 201 {
        let refused = answer.expect(503);
        assert_eq!(refused.json()["code"], "unavailable");
        assert_ne!(refused.header("retry-after"), "");
        return 503;
    }
    201
}

fn names(admin: &Api) -> Vec<String> {
    admin.all("groups").iter().map(|group| group["name"].as_str().unwrap().to_owned()).collect()
}

/// Creates groups until one is refused; tells those that were not, and the one that was.
fn create_until_refused(admin: &Api, writer: usize) -> (Vec<String>, String) {
    let mut created = Vec::new();
    for number in 0.. {
        let name = format!("group {writer}-{number}");
        match create(admin, &name) {
            201 => created.push(name),
            _ => return (created, name),
        }
    }
    unreachable!("the database goes away some time")
}

#[test]
fn a_database_that_is_away_is_told_and_used_again_when_it_is_back() {
    let mut postgres = Postgres::start(&[]);
    let server = Server::start_on(Data::in_database(postgres.database()), &[]);
    let admin = server.admin();
    let (created, refused): (Vec<_>, Vec<_>) = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let admin = server.admin();
                scope.spawn(move || create_until_refused(&admin, writer))
            })
            .collect();
        until("writers write", || (names(&admin).len() > 3 * WRITERS).then_some(()));
        postgres.stop();
        writers.into_iter().map(|writer| writer.join().unwrap()).unzip()
    });
    let not_ready = admin.get("/readyz").expect(503);
    assert_ne!(not_ready.header("retry-after"), "");
    admin.get("/healthz").expect(200);
    assert_eq!(create(&admin, "away"), 503);

    postgres.start_again();
    until("the server is ready", || (admin.get("/readyz").status == 200).then_some(()));
    let found = names(&admin);
    for name in created.iter().flatten() {
        assert!(found.contains(name), "{name} is lost");
    }
    // What was not answered may have been kept, as a whole.
    let unknown = |name: &String| !refused.contains(name) && !created.concat().contains(name);
    assert_eq!(found.iter().find(|name| unknown(name)), None);
    assert!(!found.contains(&"away".to_owned()));
    assert_eq!(create(&admin, "back"), 201);
    ask(&server, Some(ADMIN), &["repository:team/app:pull"]).expect(200);
}

#[test]
fn without_a_database_it_does_not_start_and_says_why() {
    let mut postgres = Postgres::start(&[]);
    let database = postgres.database();
    let url = format!("--store.postgres.url={}", database.url());
    postgres.stop();
    let ended = Server::start_in_vain(&["--store.type=postgres", &url]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stderr.contains("cannot open the store in PostgreSQL"), "{ended:?}");
    assert!(ended.stderr.contains("Is the server running"), "{ended:?}");
}
