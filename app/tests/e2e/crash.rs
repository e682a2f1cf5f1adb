//! `kill -9` in a storm of writes, notifications and syncs: whatever was acknowledged is there
//! afterwards, and the catalogue becomes what the registry is. `KILL_ROUNDS` says how often.

use std::collections::BTreeSet;
use std::env;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::thread;

use serde_json::{Value, json};

use crate::harness::catalog::EVENTS;
use crate::harness::checker::agree;
use crate::harness::media_type::MANIFEST;
use crate::harness::server::ADMIN;
use crate::harness::token::ask;
use crate::harness::wait::until;
use crate::harness::{Api, Content, Outcome, Remote, Stage};

const WRITERS: usize = 3;
const ROUNDS: usize = 3;
/// So much is acknowledged before each crash, of whatever kind.
const ACKNOWLEDGED: usize = 60;
const REPOSITORY: &str = "team/app";
const PULLED: &str = "team/pulled";

/// What was acknowledged; what was on its way is neither here nor there.
#[derive(Default)]
struct Acknowledged {
    count: AtomicUsize,
    groups: Mutex<Groups>,
}

#[derive(Default)]
struct Groups {
    present: BTreeSet<String>,
    removed: BTreeSet<String>,
}

impl Acknowledged {
    fn groups(&self) -> MutexGuard<'_, Groups> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.groups.lock().unwrap()
    }
}

#[test]
fn every_acknowledged_write_survives() {
    let rounds = env::var("KILL_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    let mut stage = Stage::set_with_events();
    let acknowledged = Acknowledged::default();
    for round in 0..rounds {
        let pulled = Pulled::new(&stage, round);
        let pulls = crash_in_a_storm(&mut stage, round, &pulled, &acknowledged);
        if let Some(file) = stage.server.file() {
            let check = Outcome::of(Command::new("sqlite3").arg(file).arg("PRAGMA integrity_check"));
            assert_eq!(check.text.trim(), "ok");
        }

        stage.server.restart();
        let admin = stage.server.admin();
        no_group_is_lost(&admin, &acknowledged);
        let counted = pulled.counted(&admin);
        // The one that was on its way may have been counted.
        assert!((pulls..=pulls + 1).contains(&counted), "{counted} pulls of {pulls} are counted");
        ask(&stage.server, Some(ADMIN), &[]).expect(200);
        stage.server.await_first_sync();
        agree(&stage);
    }
}

fn no_group_is_lost(admin: &Api, acknowledged: &Acknowledged) {
    let found = admin.all("groups").iter().map(|group| group["id"].as_str().unwrap().to_owned()).collect();
    let groups = acknowledged.groups();
    assert_eq!(groups.present.difference(&found).next(), None, "is lost");
    assert_eq!(groups.removed.intersection(&found).next(), None, "is back");
}

/// What is pulled in a round; nobody else reads it before the pulls have been looked at.
struct Pulled {
    digest: String,
}

impl Pulled {
    fn new(stage: &Stage, round: usize) -> Self {
        let image = Content::image(&format!("pulled in round {round}"));
        stage.registry.remote(PULLED).push(&image, "it");
        let (admin, digest) = (stage.server.admin(), image.digest());
        until("it is known", || admin.tag(PULLED, "it").filter(|tag| tag["digest"] == digest));
        Self { digest }
    }

    fn counted(&self, admin: &Api) -> usize {
        let tag = admin.tag(PULLED, "it").unwrap();
        usize::try_from(tag["pulls"].as_u64().unwrap()).unwrap()
    }

    /// A notification, as a registry sends it.
    fn notification(&self, number: u32) -> Value {
        let target = json!({
            "mediaType": MANIFEST, "repository": PULLED, "tag": "it", "digest": self.digest,
        });
        let event = json!({
            "id": format!("{}-{number}", self.digest), "action": "pull",
            "target": target, "request": { "method": "GET" },
        });
        json!({ "events": [event] })
    }
}

/// Says how many pulls were acknowledged.
fn crash_in_a_storm(stage: &mut Stage, round: usize, pulled: &Pulled, acknowledged: &Acknowledged) -> usize {
    let enough = acknowledged.count.load(Ordering::Relaxed) + ACKNOWLEDGED;
    let remote = stage.registry.remote(REPOSITORY);
    // From here on it has a token, and needs nobody to push.
    remote.tags();
    let api = || stage.server.admin();
    let (apis, notifier, syncer) = ([(); WRITERS].map(|()| api()), api(), api());
    thread::scope(|scope| {
        for (writer, api) in apis.iter().enumerate() {
            scope.spawn(move || write_until_the_end(api, &format!("{round}-{writer}"), acknowledged));
        }
        let told = scope.spawn(|| notify_until_the_end(&notifier, pulled, acknowledged));
        scope.spawn(|| while syncer.try_send("POST", "/api/v1/registry/sync", None).is_ok() {});
        scope.spawn(|| push(&remote, round));
        until("the storm is at its height", || (acknowledged.count.load(Ordering::Relaxed) >= enough).then_some(()));
        stage.server.kill();
        told.join().unwrap()
    })
}

/// Creates groups, and removes every second of them again, until the server answers no more.
fn write_until_the_end(api: &Api, name: &str, acknowledged: &Acknowledged) {
    for number in 0_u32.. {
        let group = json!({ "name": format!("group {name}-{number}") });
        let Ok(answer) = api.try_send("POST", "/api/v1/groups", Some(&group)) else { return };
        let id = answer.expect(201).json()["id"].as_str().unwrap().to_owned();
        if number % 2 == 0 {
            acknowledged.groups().present.insert(id);
            continue;
        }
        let Ok(answer) = api.try_send("DELETE", &format!("/api/v1/groups/{id}"), None) else { return };
        answer.expect(204);
        acknowledged.groups().removed.insert(id);
    }
}

/// Tells of pulls until the server answers no more, and says how many of them it took.
fn notify_until_the_end(api: &Api, pulled: &Pulled, acknowledged: &Acknowledged) -> usize {
    for number in 0_u32.. {
        let Ok(answer) = api.try_send("POST", EVENTS, Some(&pulled.notification(number))) else {
            return number as usize;
        };
        answer.expect(204);
        acknowledged.count.fetch_add(1, Ordering::Relaxed);
    }
    unreachable!("the server is killed before")
}

/// Pushes, moves a tag and deletes; the registry tells the server, or will when it is back.
fn push(remote: &Remote, round: usize) {
    let image = Content::image(&format!("image {}", round % 5));
    remote.push(&image, &format!("tag-{}", round % 7));
    remote.tag(&image, "latest");
    if round % 3 == 2 {
        remote.delete(&image.digest()).expect(202);
    }
}
