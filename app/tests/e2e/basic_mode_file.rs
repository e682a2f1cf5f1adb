//! The htpasswd file itself: made, taken over, put right.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;
use tempfile::TempDir;

use crate::harness::Server;
use crate::harness::api::person;
use crate::harness::basic::{BasicStage, OWN, htpasswd, options, texts};
use crate::harness::process::free_port;
use crate::harness::server::ADMIN;
use crate::harness::wait::until;

/// A line for somebody, as `htpasswd` makes it.
fn line(login: &str) -> String {
    format!("{login}:$2y$05$yQhQHEyaHtHEaffcfNrU/uLnPk9vGCzY8e5F4X3b/q9u9FRqfBQ6O\n")
}

#[test]
fn a_missing_file_is_made_for_owner_and_group() {
    let stage = BasicStage::set();
    stage.admits(OWN);
    stage.admits(ADMIN);
    assert_eq!(stage.htpasswd().metadata().unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(stage.logins(), ["admin", OWN.login]);
}

#[test]
fn the_password_that_everybody_knows_does_not_open_the_registry() {
    let folder = TempDir::new().unwrap();
    let _server = Server::start_as_installed(&texts(&options(&folder, free_port(), OWN)));
    let file = fs::read_to_string(htpasswd(&folder)).unwrap();
    assert!(file.contains(OWN.login) && !file.contains("\nadmin:"), "{file}");
}

#[test]
fn a_restart_leaves_a_right_file_alone_and_puts_a_wrong_one_right() {
    let mut stage = BasicStage::set();
    stage.server.admin().create_user("alice", json!({}));
    let right = fs::read_to_string(stage.htpasswd()).unwrap();
    stage.server.kill();
    stage.server.restart();
    assert_eq!(fs::read_to_string(stage.htpasswd()).unwrap(), right);

    stage.server.kill();
    fs::write(stage.htpasswd(), right.clone() + &line("intruder")).unwrap();
    stage.server.restart();
    assert_eq!(fs::read_to_string(stage.htpasswd()).unwrap(), right);

    stage.server.kill();
    fs::remove_file(stage.htpasswd()).unwrap();
    stage.server.restart();
    assert_eq!(stage.logins(), ["admin", "alice", OWN.login]);
    stage.admits(person("alice"));
    stage.admits(OWN);
}

#[test]
fn what_others_do_to_the_file_does_not_last() {
    let stage = BasicStage::set();
    let right = fs::read_to_string(stage.htpasswd()).unwrap();
    let is_right = || (fs::read_to_string(stage.htpasswd()).ok()? == right).then_some(());
    fs::write(stage.htpasswd(), right.clone() + &line("intruder")).unwrap();
    until("the intruder is gone", is_right);
    fs::remove_file(stage.htpasswd()).unwrap();
    until("the file is there again", is_right);
}

#[test]
fn a_file_with_users_that_nobody_knows_is_not_touched() {
    let folder = TempDir::new().unwrap();
    let foreign = line("bob") + &line("admin") + &line("docker");
    fs::write(htpasswd(&folder), &foreign).unwrap();
    let ended = Server::start_in_vain(&texts(&options(&folder, free_port(), OWN)));
    assert!(ended.code == 2 && ended.stderr.contains("users it does not know: bob, docker;"), "{ended:?}");
    assert_eq!(fs::read_to_string(htpasswd(&folder)).unwrap(), foreign);
}

#[test]
fn a_file_that_the_registry_made_for_itself_is_taken_over() {
    let folder = TempDir::new().unwrap();
    fs::write(htpasswd(&folder), line("docker")).unwrap();
    let _server = Server::start(&texts(&options(&folder, free_port(), OWN)));
    let file = fs::read_to_string(htpasswd(&folder)).unwrap();
    assert!(file.contains("\nadmin:") && !file.contains("docker:"), "{file}");
}

#[test]
fn a_file_that_cannot_be_written_is_told_and_tried_again() {
    let stage = BasicStage::set();
    let admin = stage.server.admin();
    admin.get("/api/v1/registry/health").expect(200);
    fs::remove_file(stage.htpasswd()).unwrap();
    fs::create_dir(stage.htpasswd()).unwrap();
    admin.create_user("alice", json!({}));
    assert_eq!(admin.get("/api/v1/registry/health").expect(502).json()["code"], "registry_users");
    assert!(stage.server.log().contains("the registry does not know of the latest changes of users"));

    fs::remove_dir(stage.htpasswd()).unwrap();
    until("the file is written", || (admin.get("/api/v1/registry/health").status == 200).then_some(()));
    stage.admits(person("alice"));
}

#[test]
fn a_file_that_can_never_be_written_stops_the_start() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(htpasswd(&folder)).unwrap();
    let ended = Server::start_in_vain(&texts(&options(&folder, free_port(), OWN)));
    assert!(ended.code == 1 && ended.stderr.contains("htpasswd: Is a directory"), "{ended:?}");
}

#[test]
fn processes_on_the_same_store_keep_the_file_together() {
    let stage = BasicStage::set();
    let before = fs::read_to_string(stage.htpasswd()).unwrap();
    let twin = stage.server.twin();
    assert_eq!(fs::read_to_string(stage.htpasswd()).unwrap(), before);
    let path = format!("/api/v1/users/{}", twin.admin().create_user("alice", json!({})));
    stage.admits(person("alice"));
    stage.server.admin().patch(&path, &json!({ "disabled": true })).expect(200);
    stage.refuses(person("alice"));
}
