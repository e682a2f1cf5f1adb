//! A store of another version, and one store for two servers.

use std::fs;
use std::process::Command;
use std::thread;

use serde_json::json;

use crate::harness::checker::{agree, settle};
use crate::harness::program::call;
use crate::harness::wait::until;
use crate::harness::{Content, Outcome, Server, Stage};

/// Runs statements on the store of a server that has ended.
fn run(server: &Server, statements: &str) -> String {
    Outcome::of(Command::new("sqlite3").arg(server.file().unwrap()).arg(statements)).expect_ok()
}

#[test]
fn a_store_of_a_later_version_is_worked_with_until_it_asks_for_more_and_is_left_alone_then() {
    let mut server = Server::start_on_file(&[]);
    server.admin().create_group("kept");
    server.stop();
    run(&server, "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");
    server.restart();
    assert!(server.log().contains("a later version changed the tables"), "{}", server.log());
    server.admin().create_group("added");
    server.stop();

    run(&server, "INSERT INTO required_migrations VALUES ('99990101000000'); PRAGMA wal_checkpoint");
    let before = fs::read(server.file().unwrap()).unwrap();

    let ended = call(&server.arguments());
    assert_eq!(ended.code, 1, "{ended:?}");
    let told = "needs a later version of this program: one that knows migration 99990101000000";
    assert!(ended.stderr.contains(told), "{ended:?}");
    let complaint = server.command(&["user", "list"]).complained(1);
    assert!(complaint.contains(told), "{complaint}");
    assert_eq!(fs::read(server.file().unwrap()).unwrap(), before);

    run(&server, "DELETE FROM required_migrations WHERE version = '99990101000000'");
    server.restart();
    assert_eq!(server.admin().group_names(), ["added".to_owned(), "kept".to_owned()].into());
}

#[test]
fn two_servers_on_one_store_lose_nothing_and_see_the_same() {
    const GROUPS: usize = 40;
    let server = Server::start(&[]);
    let twin = server.twin();
    thread::scope(|scope| {
        for (server, name) in [(&server, "first"), (&twin, "second")] {
            let api = server.admin();
            scope.spawn(move || (0..GROUPS).for_each(|number| drop(api.create_group(&format!("{name} {number}")))));
        }
    });
    let (here, there) = (server.admin().group_names(), twin.admin().group_names());
    assert_eq!(here.len(), 2 * GROUPS);
    assert_eq!(here, there);
    // What must be unique is so whichever of them is asked.
    let taken = json!({ "name": "first 0" });
    assert_eq!(twin.admin().send("POST", "/api/v1/groups", Some(&taken)).expect(409).json()["code"], "conflict");
}

#[test]
fn two_servers_that_sync_at_once_find_what_there_is_once() {
    let stage = Stage::set_with_events();
    let twin = stage.server.twin();
    let images: Vec<_> = (0..5).map(|number| Content::image(&number.to_string())).collect();
    thread::scope(|scope| {
        for server in [&stage.server, &twin] {
            let api = server.admin();
            scope.spawn(move || (0..5).for_each(|_| drop(api.sync())));
        }
        let remote = stage.registry.remote("team/app");
        for (number, image) in images.iter().enumerate() {
            remote.push(image, &format!("v{number}"));
            remote.tag(image, "latest");
        }
    });
    settle(&stage);
    agree(&stage);
    let (here, there) = (stage.server.admin(), twin.admin());
    until("both tell the same", || (here.all("tags") == there.all("tags")).then_some(()));
    assert_eq!(here.tags("team/app").len(), images.len() + 1);
    assert_eq!(here.sync()["drift"], 0);
    assert_eq!(there.sync()["drift"], 0);
}
