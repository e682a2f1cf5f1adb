//! Pulls are counted, each exactly once.

use serde_json::Value;

use crate::harness::wait::until;
use crate::harness::{Content, Remote, Stage};

const BY_TAG: usize = 120;
const BY_DIGEST: usize = 80;

/// Pulls this once, and waits until that is counted: then all pulls before it are too.
fn await_pull(stage: &Stage, remote: &Remote, tag: &str) {
    remote.get(tag).expect(200);
    let admin = stage.server.admin();
    until("the last pull is counted", || (admin.tag("team/app", tag)?["pulls"] == 1).then_some(()));
}

fn moment(record: &Value) -> &str {
    record["pulled_at"].as_str().unwrap()
}

#[test]
fn every_pull_counts_once_and_a_look_does_not() {
    let stage = Stage::set_with_events();
    let remote = stage.registry.remote("team/app");
    let [pulled, last] = ["pulled", "last"].map(Content::image);
    remote.push(&pulled, "1");
    remote.push(&pulled, "latest");
    remote.push(&last, "last");
    let admin = stage.server.admin();
    until("everything is known", || (admin.tags("team/app").len() == 3).then_some(()));
    assert_eq!(admin.repository("team/app").unwrap()["pulled_at"], Value::Null, "we alone have read it");

    for number in 0..BY_TAG {
        remote.head("latest").expect(200);
        remote.get(if number % 2 == 0 { "latest" } else { "1" }).expect(200);
    }
    (0..BY_DIGEST).for_each(|_| drop(remote.get(&pulled.digest()).expect(200)));
    admin.sync();
    admin.get("/api/v1/manifests/raw?repository=team/app&tag=latest").expect(200);
    await_pull(&stage, &remote, "last");

    let (one, latest) = (admin.tag("team/app", "1").unwrap(), admin.tag("team/app", "latest").unwrap());
    let manifest = admin.manifest("team/app", &pulled.digest()).expect(200).json();
    for record in [&one, &latest, &manifest] {
        assert_eq!(record["pulls"], BY_TAG + BY_DIGEST);
        assert_eq!(moment(record), moment(&one));
    }
    let repository = admin.repository("team/app").unwrap();
    assert_eq!(repository["pulls"], BY_TAG + BY_DIGEST + 1);
    assert_eq!(moment(&repository), moment(&admin.tag("team/app", "last").unwrap()));
}
