//! A disk that is full, broken or read-only: what cannot be kept is refused and told, and all goes on
//! as soon as the disk does.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::json;

use crate::harness::server::{ADMIN, Server};
use crate::harness::strained::{FailingWrites, SmallDisk};
use crate::harness::token::ask;
use crate::harness::wait::until;
use crate::harness::{Api, Outcome};

/// Room for a store with some hundred groups.
const KILOBYTES: u32 = 4096;

fn on(disk: &SmallDisk) -> Server {
    Server::start_on_file(&[&format!("--store.embed.path={}", disk.path().join("store.db").display())])
}

/// Creates groups of some size until one is refused, and says which ones there are.
fn create_until_refused(admin: &Api, name: &str) -> BTreeSet<String> {
    let mut created = BTreeSet::new();
    for number in 0.. {
        let group = json!({ "name": format!("{name} {number}"), "description": "x".repeat(1000) });
        let answer = admin.send("POST", "/api/v1/groups", Some(&group));
        if answer.status == 201 {
            created.insert(answer.json()["id"].as_str().unwrap().to_owned());
            continue;
        }
        let refused = answer.expect(503);
        assert_eq!(refused.json()["code"], "unavailable");
        assert_ne!(refused.header("retry-after"), "");
        return created;
    }
    unreachable!("a disk is full some time")
}

fn groups(admin: &Api) -> BTreeSet<String> {
    admin.all("groups").iter().map(|group| group["id"].as_str().unwrap().to_owned()).collect()
}

/// Everything that needs no writing goes on.
fn who_only_reads_notices_nothing(server: &Server) {
    ask(server, Some(ADMIN), &["repository:team/app:pull"]).expect(200);
    server.admin().get("/api/v1/users").expect(200);
    server.admin().get("/readyz").expect(200);
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let disk = SmallDisk::new(KILOBYTES);
    let mut server = on(&disk);
    let admin = server.admin();
    admin.create_group("first");
    disk.fill();
    let created = create_until_refused(&admin, "on a full disk");
    who_only_reads_notices_nothing(&server);
    assert!(server.log().contains("database or disk is full"), "{}", server.log());
    let before = groups(&admin);
    assert!(before.is_superset(&created));

    disk.clear();
    let more = admin.create_group("after");
    let expected: BTreeSet<_> = before.into_iter().chain([more]).collect();
    assert_eq!(groups(&admin), expected);
    server.kill();
    let check = Command::new("sqlite3").arg(disk.path().join("store.db")).arg("PRAGMA integrity_check").output();
    assert_eq!(String::from_utf8(check.unwrap().stdout).unwrap().trim(), "ok");
    server.restart();
    assert_eq!(groups(&server.admin()), expected);
}

#[test]
fn a_disk_that_takes_nothing_any_more_is_told_and_works_again_when_it_does() {
    for (error, told) in
        [("EROFS", "disk I/O error"), ("EIO", "disk I/O error"), ("ENOSPC", "database or disk is full")]
    {
        let server = Server::start_on_file(&[]);
        let admin = server.admin();
        let before = BTreeSet::from([admin.create_group("before")]);
        let failing = FailingWrites::of(server.id(), error);
        assert_eq!(create_until_refused(&admin, error), BTreeSet::new());
        who_only_reads_notices_nothing(&server);
        assert!(server.log().contains(told), "{error}: {}", server.log());
        drop(failing);

        let after = until("it can be written again", || {
            let answer = admin.send("POST", "/api/v1/groups", Some(&json!({ "name": "after" })));
            (answer.status == 201).then(|| answer.json()["id"].as_str().unwrap().to_owned())
        });
        assert_eq!(groups(&admin), before.into_iter().chain([after]).collect(), "{error}");
        let check = Outcome::of(Command::new("sqlite3").arg(server.file().unwrap()).arg("PRAGMA integrity_check"));
        assert_eq!(check.text.trim(), "ok");
    }
}

#[test]
fn on_a_read_only_disk_it_does_not_start_and_says_why() {
    let disk = SmallDisk::new(KILOBYTES);
    on(&disk).stop();
    disk.make_read_only();
    let file = format!("--store.embed.path={}", disk.path().join("store.db").display());
    let ended = Server::start_in_vain(&["--store.type=embed", &file]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stderr.contains("Read-only file system"), "{ended:?}");
}
