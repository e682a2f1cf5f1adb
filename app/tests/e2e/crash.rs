//! `kill -9` in a storm of writes: whatever was acknowledged is there afterwards.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use serde_json::json;

use crate::harness::server::{ADMIN, Server};
use crate::harness::token::ask;
use crate::harness::wait::until;
use crate::harness::{Api, Outcome};

const WRITERS: usize = 4;
const STORMS: usize = 3;
/// So many writes are acknowledged before each crash.
const WRITES: usize = 80;

/// The groups whose last write was acknowledged; one that was on its way is neither here nor there.
#[derive(Default)]
struct Acknowledged {
    present: BTreeSet<String>,
    removed: BTreeSet<String>,
}

impl Acknowledged {
    fn count(&self) -> usize {
        self.present.len() + self.removed.len()
    }
}

#[test]
fn every_acknowledged_write_survives() {
    let mut server = Server::start(&[]);
    let acknowledged = Mutex::new(Acknowledged::default());
    for storm in 0..STORMS {
        crash_in_a_storm(&mut server, storm, &acknowledged);
        let check = Outcome::of(Command::new("sqlite3").arg(server.database()).arg("PRAGMA integrity_check"));
        assert_eq!(check.text.trim(), "ok");

        server.restart();
        let found = groups(&server.admin());
        let acknowledged = acknowledged.lock().unwrap();
        assert_eq!(acknowledged.present.difference(&found).next(), None, "is lost");
        assert_eq!(acknowledged.removed.intersection(&found).next(), None, "is back");
        ask(&server, Some(ADMIN), &[]).expect(200);
    }
}

fn crash_in_a_storm(server: &mut Server, storm: usize, acknowledged: &Mutex<Acknowledged>) {
    let enough = acknowledged.lock().unwrap().count() + WRITES;
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let api = server.admin();
            scope.spawn(move || write_until_the_end(&api, &format!("{storm}-{writer}"), acknowledged));
        }
        until("the storm is at its height", || (acknowledged.lock().unwrap().count() >= enough).then_some(()));
        server.kill();
    });
}

/// Creates groups, and removes every second of them again, until the server answers no more.
fn write_until_the_end(api: &Api, name: &str, acknowledged: &Mutex<Acknowledged>) {
    for number in 0_u32.. {
        let group = json!({ "name": format!("group {name}-{number}") });
        let Ok(answer) = api.try_send("POST", "/api/v1/groups", Some(&group)) else { return };
        let id = answer.expect(201).json()["id"].as_str().unwrap().to_owned();
        if number % 2 == 0 {
            acknowledged.lock().unwrap().present.insert(id);
            continue;
        }
        let Ok(answer) = api.try_send("DELETE", &format!("/api/v1/groups/{id}"), None) else { return };
        answer.expect(204);
        acknowledged.lock().unwrap().removed.insert(id);
    }
}

fn groups(api: &Api) -> BTreeSet<String> {
    let list = api.get("/api/v1/groups?limit=1000").expect(200).json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(list["total"], json!(items.len()), "all on one page");
    items.iter().map(|group| group["id"].as_str().unwrap().to_owned()).collect()
}
