//! Servers on one PostgreSQL are killed in turn, and the database goes away and comes back: whoever asks the
//! others gets an answer, and what was acknowledged stays.

use std::collections::BTreeSet;
use std::thread;

use crate::harness::api::person;
use crate::harness::fleet::Fleet;
use crate::harness::traffic::{Traffic, create_group, token};
use crate::harness::wait::until;

const ROUNDS: usize = 6;
const WRITERS: usize = 2;

#[test]
fn nothing_is_lost_and_all_are_answered_while_servers_are_killed_in_turn() {
    let mut fleet = Fleet::of(3, &[]);
    let admin = fleet[0].admin();
    admin.create_user_with("alice", "team/**", &["pull"]);
    for url in &fleet.urls() {
        until("alice is known", || (token(url, person("alice")).unwrap().status == 200).then_some(()));
    }
    let traffic = &Traffic::to(fleet.urls());
    let written: BTreeSet<String> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || traffic.write(writer))).collect();
        scope.spawn(|| traffic.ask(person("alice")));
        for round in 0..ROUNDS {
            let victim = round % fleet.len();
            fleet[victim].kill();
            traffic.await_more();
            fleet[victim].restart();
        }
        traffic.end();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert_eq!(fleet[1].admin().group_names(), written);
    println!("{} groups and {} tokens in {ROUNDS} rounds", written.len(), traffic.tokens());
}

#[test]
fn all_go_on_when_the_database_was_away() {
    let mut postgres = postgres_cluster::Server::start(&[]);
    let fleet = Fleet::on(postgres.database(), 2, &[]);
    fleet[0].admin().create_group("before");
    postgres.stop();
    for server in fleet.iter() {
        let refused = until("it is refused", || {
            let answer = create_group(&server.url(""), "meanwhile").unwrap();
            (answer.status == 503).then_some(answer)
        });
        assert_ne!(refused.header("retry-after"), "");
    }
    postgres.start_again();
    for (number, server) in fleet.iter().enumerate() {
        let name = format!("after {number}");
        until("it is taken", || (create_group(&server.url(""), &name).unwrap().status == 201).then_some(()));
    }
    for server in fleet.iter() {
        assert_eq!(server.admin().all("groups").len(), 3, "nothing half written");
    }
}
