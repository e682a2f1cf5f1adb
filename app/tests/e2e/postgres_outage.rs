//! PostgreSQL is away for a while in the middle of the day: tokens, changes and notifications that are sent
//! again until they are taken, each exactly once.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use postgres_cluster::Server as Postgres;
use serde_json::{Value, json};

use crate::harness::api::person;
use crate::harness::media_type::MANIFEST;
use crate::harness::token::{Token, ask};
use crate::harness::wait::until;
use crate::harness::{Answer, Api, Content, Data, Server, Stage};

const SCOPE: &str = "repository:team/app:pull";

/// What went on, told by those who did it.
#[derive(Default)]
struct Day {
    is_over: AtomicBool,
    tokens: AtomicUsize,
    refusals: AtomicUsize,
}

impl Day {
    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::Relaxed)
    }

    /// Ends it for all as soon as one of them has ended.
    fn until_the_end(&self) -> End<'_> {
        End(self)
    }

    /// Whether it was done; if not, that was said in the way that it should be.
    fn is_done(&self, answer: Answer, done: u16) -> bool {
        if answer.status == done {
            return true;
        }
        let refused = answer.expect(503);
        assert_ne!(refused.header("retry-after"), "", "{refused:?}");
        self.refusals.fetch_add(1, Ordering::Relaxed);
        false
    }
}

struct End<'a>(&'a Day);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Relaxed);
    }
}

/// Asks for tokens all day long.
fn pull(day: &Day, server: &Server) {
    let _end = day.until_the_end();
    while day.goes_on() {
        let answer = ask(server, Some(person("alice")), &[SCOPE]);
        if answer.status == 200 {
            assert_eq!(Token::of(answer).granted(), [SCOPE]);
            day.tokens.fetch_add(1, Ordering::Relaxed);
        } else {
            day.is_done(answer, 200);
        }
    }
}

/// Creates groups; tells those that were, and those of which nobody knows.
fn administer(day: &Day, admin: &Api) -> (BTreeSet<String>, BTreeSet<String>) {
    let _end = day.until_the_end();
    let (mut created, mut unknown) = (BTreeSet::new(), BTreeSet::new());
    for number in 0.. {
        if !day.goes_on() {
            break;
        }
        let name = format!("group {number}");
        let body = json!({ "name": name });
        let is_created = day.is_done(admin.send("POST", "/api/v1/groups", Some(&body)), 201);
        if is_created {
            created.insert(name)
        } else {
            unknown.insert(name)
        };
    }
    (created, unknown)
}

/// Notifies of one pull after the other, as a registry does: again and again until it is taken.
fn notify(day: &Day, admin: &Api, digest: &str) -> usize {
    let _end = day.until_the_end();
    let mut told = 0;
    while day.goes_on() {
        let target = json!({ "mediaType": MANIFEST, "repository": "team/app", "digest": digest });
        let event = json!({ "id": format!("pull {told}"), "action": "pull", "target": target,
            "request": { "method": "GET" } });
        let notification = json!({ "events": [event] }).to_string();
        while !day.is_done(admin.notify(&notification), 204) {
            thread::sleep(Duration::from_millis(50));
        }
        told += 1;
    }
    told
}

fn away_for(time: Duration) {
    let mut postgres = Postgres::start(&[]);
    let mut stage = Stage::set_on(Data::in_database(postgres.database()), &[]);
    let admin = stage.server.admin();
    admin.create_user_with("alice", "team/**", &["pull"]);
    let image = Content::image("an image");
    stage.registry.remote("team/app").push(&image, "1");
    admin.sync();

    let day = Day::default();
    let ((created, unknown), told) = thread::scope(|scope| {
        let (server, end) = (&stage.server, day.until_the_end());
        scope.spawn(|| pull(&day, server));
        let administrator = scope.spawn(|| administer(&day, &server.admin()));
        let notifier = scope.spawn(|| notify(&day, &server.admin(), &image.digest()));
        let more = |count: &AtomicUsize| {
            let enough = count.load(Ordering::Relaxed) + 50;
            until("all go on", || (count.load(Ordering::Relaxed) >= enough || !day.goes_on()).then_some(()));
        };
        more(&day.tokens);
        postgres.stop();
        thread::sleep(time);
        more(&day.refusals);
        postgres.start_again();
        until("all is well", || (server.admin().get("/readyz").text == "ok").then_some(()));
        more(&day.tokens);
        drop(end);
        (administrator.join().unwrap(), notifier.join().unwrap())
    });
    assert!(day.refusals.load(Ordering::Relaxed) > 0 && !created.is_empty());

    let found: BTreeSet<_> = admin.all("groups").iter().map(name).collect();
    assert!(found.is_superset(&created), "what was answered is there");
    assert!(found.difference(&created).all(|name| unknown.contains(name)));
    let audited: BTreeSet<_> =
        admin.all("audit?action=group.create").iter().map(|entry| name(&entry["target"])).collect();
    assert_eq!(audited, found, "a change and its entry come together");
    assert_eq!(admin.tag("team/app", "1").unwrap()["pulls"], told, "each pull counts once");
    stage.server.stop();
    stage.server.command(&["audit", "verify"]).printed();
}

fn name(record: &Value) -> String {
    record["name"].as_str().unwrap().to_owned()
}

#[test]
fn nothing_that_was_answered_is_lost_and_nothing_is_half_done() {
    away_for(Duration::from_secs(1));
}

#[test]
#[ignore = "takes a minute"]
fn nothing_that_was_answered_is_lost_in_a_long_time() {
    away_for(Duration::from_secs(40));
}
