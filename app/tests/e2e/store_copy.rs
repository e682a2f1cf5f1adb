//! The command that takes all records from a file to PostgreSQL and back: cut short, refused, checked.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use postgres_cluster::Database;
use serde_json::{Value, json};

use crate::harness::program::{self, Ended};
use crate::harness::server::{ADMIN, SERVICE};
use crate::harness::{Api, Content, Data, Outcome, Server, Stage, http};

/// Lists that tell of everything.
const LISTS: [&str; 7] = [
    "users",
    "groups",
    "access",
    "repositories",
    "tags",
    "refresh-tokens",
    "audit?action=user.create&action=group.create",
];

fn command(from: &str, to: &str) -> Command {
    let mut command = Command::new(program::binary());
    command.args(["store", "copy", "--from", from, "--to", to]);
    command
}

fn copy(from: &str, to: &str) -> Ended {
    program::call(&["store", "copy", "--from", from, "--to", to])
}

fn lists(admin: &Api) -> Vec<Vec<Value>> {
    LISTS.iter().map(|list| admin.all(list)).collect()
}

/// What all entries of the audit log come down to.
fn audit_head(server: &Server) -> String {
    let printed = server.command(&["audit", "verify"]).printed();
    printed.lines().find_map(|line| line.strip_prefix("head ")).unwrap().to_owned()
}

/// Starts a server on this database alone.
fn serve(database: &Database, options: &[&str]) -> Server {
    let url = format!("--store.postgres.url={}", database.url());
    Server::start_on(Data::in_file(), &[&["--store.type=postgres", &url], options].concat())
}

/// More rows than are copied in one go, put there behind the back of the program.
fn fill(file: &Path) {
    let statements = "
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 12000)
        INSERT INTO groups SELECT format('00000000-0000-0000-0000-%012d', n), 'group ' || n, 'number ' || n FROM n;";
    Outcome::of(Command::new("sqlite3").arg(file).arg(statements)).expect_ok();
}

#[test]
fn all_records_go_to_postgres_and_back() {
    let mut stage = Stage::set_on(Data::in_file(), &[]);
    let admin = stage.server.admin();
    let team = admin.create_group("team \"ü\" 🦀");
    admin.create_user("alice", json!({ "groups": [team], "description": "it's\t\\ \u{1}\n" }));
    admin.create_user_with("bob", "team/**", &["pull"]);
    stage.registry.remote("team/app").push(&Content::attested_index("an index", &["amd64", "arm64"]), "v1");
    admin.sync();
    let realm = format!("{}?service={SERVICE}&offline_token=true&client_id=docker", stage.server.realm());
    http::send("GET", &realm, &[("authorization", &ADMIN.basic())], None).expect(200);
    let before = lists(&admin);
    assert!(before.iter().all(|list| !list.is_empty()), "{before:?}");
    stage.server.stop();
    let (head, file) = (audit_head(&stage.server), stage.server.file().unwrap().display().to_string());

    let database = postgres_cluster::database();
    let printed = copy(&file, &database.url()).printed();
    assert!(printed.trim_end().ends_with("and the same in both stores."), "{printed}");
    let mut server = serve(&database, &[]);
    assert_eq!(lists(&server.admin()), before);
    server.stop();
    server.command(&["audit", "verify", &format!("--expect={head}")]).printed();

    let folder = tempfile::tempdir().unwrap();
    let back = folder.path().join("back.db").display().to_string();
    copy(&database.url(), &back).printed();
    let server = Server::start_on(Data::in_file(), &[&format!("--store.embed.path={back}")]);
    assert_eq!(lists(&server.admin()), before);
}

/// Starts to copy, and is killed as soon as it says this.
fn cut_short(from: &str, to: &str, at: &str) {
    let mut child: Child = command(from, to).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.starts_with(at)), "{at} is never said");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_copy_that_was_killed_is_no_store_and_goes_on() {
    let mut original = Server::start_on_file(&[]);
    original.stop();
    fill(&original.file().unwrap());
    let file = original.file().unwrap().display().to_string();
    let database = postgres_cluster::database();
    let url = database.url();
    cut_short(&file, &url, "copied: groups, 5000");
    let store = format!("--store.postgres.url={url}");
    let ended = Server::start_in_vain(&["--store.type=postgres", &store]);
    assert!(ended.code != 0 && ended.stderr.contains("copy-not-finished"), "{ended:?}");

    let printed = copy(&file, &url).printed();
    assert!(!printed.contains("copied: users"), "what was copied is not copied again: {printed}");
    assert_eq!(serve(&database, &[]).admin().all("groups").len(), 12_000);
}

#[test]
fn what_is_not_the_same_is_found_and_nothing_is_written_over() {
    let mut original = Server::start_on_file(&[]);
    let file = original.file().unwrap().display().to_string();
    let database = postgres_cluster::database();
    let url = database.url();
    assert!(copy(&file, &url).complained(1).contains("the store to be copied is in use"));
    original.stop();
    fill(&original.file().unwrap());

    cut_short(&file, &url, "copied: groups, 5000");
    database.run("UPDATE groups SET description = 'changed' WHERE name = 'group 7'");
    let ended = copy(&file, &url);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stderr.contains("a record of groups is not the same in both stores"), "{ended:?}");

    let used = postgres_cluster::database();
    serve(&used, &[]).stop();
    assert!(copy(&file, &used.url()).complained(1).contains("the store to copy to holds users already"));
    let nowhere = copy("/nowhere/data.db", &used.url()).complained(1);
    assert!(nowhere.contains("there is no store at /nowhere/data.db"), "{nowhere}");
}
