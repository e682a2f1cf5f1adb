//! The clock of the machine jumps while the server runs.

use serde_json::{Value, json};

use crate::harness::clock::FakeClock;
use crate::harness::http::send;
use crate::harness::server::{ADMIN, Server};
use crate::harness::token::{Token, ask};
use crate::harness::wait::until;
use crate::harness::{Content, Stage};

const DAY: i64 = 24 * 60 * 60;
const SCOPE: &str = "repository:team/app:pull";

fn sign_in(server: &Server) -> String {
    let body = json!({ "login": ADMIN.login, "password": ADMIN.password });
    let answer = server.admin().send("POST", "/auth/login", Some(&body)).expect(200);
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

fn is_signed_in(server: &Server, cookie: &str) -> bool {
    let who = send("GET", &server.url("/auth/user"), &[("cookie", cookie)], None).expect(200);
    who.json()["user"]["login"] == ADMIN.login
}

fn issued_at(server: &Server) -> i64 {
    Token::of(ask(server, Some(ADMIN), &[SCOPE])).claims["iat"].as_i64().unwrap()
}

fn is_about(found: i64, expected: i64) -> bool {
    (found - expected).abs() < DAY / 2
}

#[test]
fn a_clock_that_jumps_ends_sessions_at_most() {
    let clock = FakeClock::new();
    let server = Server::start_by_clock(&clock, &[]);
    let admin = server.admin();
    let begin = issued_at(&server);
    let cookie = sign_in(&server);
    assert!(is_signed_in(&server, &cookie));

    clock.set("+400d");
    assert!(is_about(issued_at(&server), begin + 400 * DAY));
    assert!(!is_signed_in(&server, &cookie));
    admin.create_group("from the future");
    assert!(is_signed_in(&server, &sign_in(&server)));

    clock.set("-400d");
    assert!(is_about(issued_at(&server), begin - 400 * DAY));
    admin.create_group("from the past");
    assert!(is_signed_in(&server, &sign_in(&server)));
    admin.get("/readyz").expect(200);

    clock.set("+0");
    assert!(is_about(issued_at(&server), begin));
    assert!(is_signed_in(&server, &sign_in(&server)));
    let names: Vec<_> = admin.all("groups").iter().map(|group| group["name"].clone()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn a_registry_with_another_time_is_told_and_read_again_when_the_clock_is_right() {
    let clock = FakeClock::new();
    let stage = Stage::set_by_clock(&clock);
    stage.registry.remote("team/app").push(&Content::image("early"), "early");
    let admin = stage.server.admin();
    assert_eq!(admin.sync()["failed"], json!([]));
    assert_eq!(admin.tags("team/app"), ["early"]);

    for shift in ["+400d", "-400d"] {
        clock.set(shift);
        let report = until("the registry refuses what is of another time", || {
            let report = admin.sync();
            (report["failed"] != json!([])).then_some(report)
        });
        assert!(report["failed"].as_array().is_some_and(|failed| failed.iter().all(Value::is_object)));
        assert_eq!(admin.tags("team/app"), ["early"], "nothing is forgotten for a refusal");

        clock.set("+0");
        assert_eq!(admin.sync()["failed"], json!([]));
    }
    stage.registry.remote("team/app").push(&Content::image("late"), "late");
    admin.sync();
    assert_eq!(admin.tags("team/app"), ["early", "late"]);
}
