//! Servers on one PostgreSQL are killed in turn, and the database goes away and comes back: whoever asks the
//! others gets an answer, and what was acknowledged stays.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

use crate::harness::api::person;
use crate::harness::fleet::{Fleet, balanced};
use crate::harness::http::{self, Answer};
use crate::harness::server::{ADMIN, SERVICE};
use crate::harness::wait::until;

const ROUNDS: usize = 6;
const WRITERS: usize = 2;

fn create_group(url: &str, name: &str) -> Result<Answer, ureq::Error> {
    let basic = ADMIN.basic();
    let headers = [("authorization", basic.as_str()), ("content-type", "application/json")];
    let body = json!({ "name": name }).to_string();
    http::try_send("POST", &format!("{url}/api/v1/groups"), &headers, Some(body))
}

fn token(url: &str) -> Result<Answer, ureq::Error> {
    let basic = person("alice").basic();
    let path = format!("{url}/api/v1/registry/auth?service={SERVICE}&scope=repository:team/app:pull");
    http::try_send("GET", &path, &[("authorization", &basic)], None)
}

/// Creates groups until it is over; tells which.
fn write(urls: &[String], writer: usize, is_over: &AtomicBool) -> BTreeSet<String> {
    let mut written = BTreeSet::new();
    for number in 0.. {
        if is_over.load(Ordering::SeqCst) {
            return written;
        }
        let name = format!("group {writer}-{number}");
        let answer = balanced(urls, |url| create_group(url, &name)).unwrap_or_else(|| panic!("no answer for {name}"));
        // A server may have died after it wrote and before it said so.
        assert!([201, 409].contains(&answer.status), "{answer:?}");
        written.insert(name);
    }
    unreachable!("it is over some time")
}

#[test]
fn nothing_is_lost_and_all_are_answered_while_servers_are_killed_in_turn() {
    let mut fleet = Fleet::of(3, &[]);
    let admin = fleet[0].admin();
    admin.create_user_with("alice", "team/**", &["pull"]);
    let urls = fleet.urls();
    for url in &urls {
        until("alice is known", || (token(url).unwrap().status == 200).then_some(()));
    }
    let (is_over, tokens) = (AtomicBool::new(false), AtomicUsize::new(0));
    let written: BTreeSet<String> = thread::scope(|scope| {
        let (urls, is_over, tokens) = (&urls, &is_over, &tokens);
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || write(urls, writer, is_over))).collect();
        scope.spawn(move || {
            while !is_over.load(Ordering::SeqCst) {
                let answer = balanced(urls, token).unwrap_or_else(|| panic!("no token"));
                assert_eq!(answer.status, 200, "{answer:?}");
                tokens.fetch_add(1, Ordering::SeqCst);
            }
        });
        for round in 0..ROUNDS {
            let before = tokens.load(Ordering::SeqCst);
            let victim = round % fleet.len();
            fleet[victim].kill();
            until("tokens are given", || (tokens.load(Ordering::SeqCst) > before + 20).then_some(()));
            fleet[victim].restart();
        }
        is_over.store(true, Ordering::SeqCst);
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    let groups = fleet[1].admin().all("groups");
    let kept: BTreeSet<_> = groups.iter().map(|group| group["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kept, written);
    println!("{} groups and {} tokens in {ROUNDS} rounds", written.len(), tokens.into_inner());
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
