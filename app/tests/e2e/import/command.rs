//! What the command promises, whatever the source.

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use super::database::{ANYONE, Database, REGISTERED_USERS, sqlite};
use super::{differences, import, plan, plan_for, server_after_import, steps};
use crate::harness::api::person;
use crate::harness::wait::until;
use crate::harness::{Image, Server, Stage};

#[test]
fn who_moved_in_signs_in_with_the_old_password_and_may_do_what_the_rules_say() {
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("old.db");
    Database::small()
        .allow(2, "team/app", "pull")
        .allow(2, "team/app", "push")
        .allow(ANYONE, "x", "pull")
        .write(&source);

    let stage = Stage::set();
    let done = plan_for(&stage.server, &source, &["--apply"]);
    assert_eq!(steps(&done, "users", "login"), ["keep_other admin", "create alice"]);
    assert_eq!(steps(&done, "accesses", "resource"), ["create team/app", "create x"]);
    let alice = person("alice");
    until("the server knows alice", || stage.skopeo(alice).login().ok.then_some(()));
    stage.skopeo(alice).login().expect_ok();
    let wrong = crate::harness::Credentials { password: "another password", ..alice };
    stage.skopeo(wrong).login().expect_refused();
    stage.skopeo(alice).push(&Image::new("a"), "team/app:1").expect_ok();
    stage.skopeo(alice).push(&Image::new("a"), "team/web:1").expect_refused();
    stage.seed("x:1");
    stage.skopeo(None).pull("x:1", TempDir::new().unwrap().path()).expect_ok();
}

#[test]
fn a_plan_changes_nothing_and_a_second_run_has_nothing_to_do() {
    let folder = TempDir::new().unwrap();
    let (source, store) = (folder.path().join("old.db"), folder.path().join("new.db"));
    Database::small().allow(2, "team/app", "pull").allow(REGISTERED_USERS, "x", "pull").write(&source);
    let before = fs::read(&source).unwrap();

    let text = import(&source, &store, &[]).printed();
    for line in [
        "  create  admin: admin\n",
        "  create  default\n",
        "  create  Rule of 2: alice may pull on team/app\n",
        "  create  Rule of -999: whoever is signed in may pull on x\n",
        "  access 2  is in force for everybody who is signed in; it was for nobody\n",
        "Nothing is done yet; --apply does all of it.\n",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    assert!(!store.exists());

    let planned = plan(&source, &store, &[]);
    let mut done = plan(&source, &store, &["--apply"]);
    assert_eq!(done["applied"], json!(true));
    done["applied"] = json!(false);
    assert_eq!(planned, done);

    let again = plan(&source, &store, &["--apply", "--replace"]);
    assert_eq!(steps(&again, "users", "login"), ["keep admin", "keep alice"]);
    assert_eq!(steps(&again, "groups", "name"), ["keep default"]);
    assert_eq!(steps(&again, "accesses", "name"), ["keep Rule of 2", "keep Rule of -999"]);

    assert_eq!(fs::read(&source).unwrap(), before);
    let beside = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(beside.filter(|name| name.starts_with("old")).collect::<Vec<_>>(), ["old.db"]);
}

#[test]
fn an_account_that_exists_is_replaced_only_if_that_is_wanted() {
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("old.db");
    Database::small().write(&source);
    let server = Server::start(&[]);
    assert_eq!(steps(&plan_for(&server, &source, &["--apply"]), "users", "login")[0], "keep_other admin");
    server.admin().get("/api/v1/users").expect(200);
    let old = server.caller(person("admin"));
    old.get("/api/v1/users").expect(401);

    let replaced = plan_for(&server, &source, &["--apply", "--replace"]);
    assert_eq!(steps(&replaced, "users", "login"), ["replace admin", "keep alice"]);
    until("the server has the old password", || (old.get("/api/v1/users").status == 200).then_some(()));
    server.admin().get("/api/v1/users").expect(401);
}

#[test]
fn nothing_is_done_if_nobody_could_administer_afterwards() {
    let folder = TempDir::new().unwrap();
    let (source, store) = (folder.path().join("old.db"), folder.path().join("new.db"));
    let mut database = Database::small();
    database.users[0].disabled = true;
    database.write(&source);
    assert_eq!(plan(&source, &store, &[])["leaves_an_admin"], json!(false));
    assert!(import(&source, &store, &[]).printed().contains("nobody could administer afterwards"));
    let complaint = import(&source, &store, &["--apply"]).complained(1);
    assert!(complaint.contains("--admin"), "{complaint}");

    let server = Server::start(&[]);
    let words = ["import", source.to_str().unwrap(), "--apply", "--replace"];
    let replaced = server.command(&words).complained(1);
    assert!(replaced.contains("nobody could administer"), "{replaced}");
    let users = server.admin().get("/api/v1/users").expect(200).json();
    assert_eq!(users["total"], json!(1), "not even alice came");

    let (server, done) = server_after_import(&source, &["--admin=alice"]);
    assert_eq!(done["users"][1]["role"], json!("admin"));
    server.caller(person("alice")).get("/api/v1/users").expect(200);
}

#[test]
fn what_cannot_be_a_source_is_told() {
    let folder = TempDir::new().unwrap();
    let store = folder.path().join("data.db");
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let complaint = |source: &std::path::Path, options: &[&str]| import(source, &store, options).complained(1);
    assert!(complaint(&folder.path().join("nowhere"), &[]).contains("cannot read"));
    assert!(complaint(&file("prose", "once upon a time"), &[]).contains("--from"));
    assert!(complaint(&file("text", "a:b"), &["--from=registry-admin"]).contains("is not a database"));
    assert!(complaint(&file("open", "users: {"), &["--from=docker-auth"]).contains("docker_auth"));
    assert!(complaint(&file("htpasswd", "a:b"), &["--admin=ghost"]).contains("ghost"));

    let foreign = folder.path().join("foreign.db");
    sqlite(&foreign, "CREATE TABLE users (id INTEGER);");
    assert!(complaint(&foreign, &[]).contains("no such column"));
    let damaged = folder.path().join("damaged.db");
    Database::small().write(&damaged);
    let mut bytes = fs::read(&damaged).unwrap();
    bytes[100..].fill(0xff);
    fs::write(&damaged, bytes).unwrap();
    assert!(complaint(&damaged, &[]).contains("is not a database"));

    Database::small().write(&store);
    assert!(complaint(&store, &["--apply"]).contains("is the store itself"));
}

#[test]
fn whatever_stands_in_a_column_is_read_or_told() {
    let folder = TempDir::new().unwrap();
    let (source, store) = (folder.path().join("old 100%#?.db"), folder.path().join("new.db"));
    Database::small().allow(2, "x", "pull").write(&source);
    let oddities = "INSERT INTO users VALUES (3, X'ff00fe', NULL, NULL, X'00', 'x', NULL, NULL), (4, 5.5, 1, 2, 3, 4, 5, 6);
        INSERT INTO groups VALUES (2, X'ff', NULL);
        INSERT INTO access VALUES (7, 'x', 'y', NULL, NULL, X'ff', 1.5, 'z'), (8, 2, NULL, NULL, 'repository', 7, 'pull', 0);";
    sqlite(&source, oddities);
    let planned = plan(&source, &store, &[]);
    assert_eq!(steps(&planned, "users", "login"), ["create admin", "create alice"]);
    assert_eq!(steps(&planned, "accesses", "resource"), ["create x", "create 7"]);
    let told = differences(&planned);
    for about in ["user 3: not_imported", "user 4: not_imported", "access 7: not_imported"] {
        assert!(told.contains(&about.to_owned()), "{told:?}");
    }
    assert!(import(&source, &store, &[]).printed().chars().all(|c| c == '\n' || !c.is_control()));
}
