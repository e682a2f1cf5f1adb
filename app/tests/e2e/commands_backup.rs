//! Backups of a store that is written to, and what comes back from them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tempfile::TempDir;

use crate::harness::server::ADMIN;
use crate::harness::token::ask;
use crate::harness::wait::until;
use crate::harness::{Api, Outcome, Server};

const WRITERS: usize = 4;
/// So many writes are acknowledged before the backup begins.
const WRITES: usize = 60;

#[test]
fn a_backup_from_the_midst_of_a_storm_holds_all_that_was_acknowledged_before_it() {
    let mut server = Server::start_on_file(&[]);
    let folder = TempDir::new().unwrap();
    let backup = folder.path().join("backup.db");
    let (acknowledged, calm) = (Mutex::new(BTreeSet::new()), AtomicBool::new(false));
    let before = thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (api, acknowledged, calm) = (server.admin(), &acknowledged, &calm);
            scope.spawn(move || write_until_calm(&api, writer, acknowledged, calm));
        }
        let count = || acknowledged.lock().unwrap().len();
        until("the storm is at its height", || (count() >= WRITES).then_some(()));
        let before = acknowledged.lock().unwrap().clone();
        server.command(&["backup", text(&backup)]).printed();
        until("the storm goes on", || (count() >= before.len() + WRITES).then_some(()));
        calm.store(true, Ordering::Relaxed);
        before
    });
    assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    let check = Outcome::of(Command::new("sqlite3").arg(&backup).arg("PRAGMA integrity_check"));
    assert_eq!(check.text.trim(), "ok");

    server.stop();
    let printed = server.command(&["restore", text(&backup)]).printed();
    server.restart();
    let found = groups(&server.admin());
    assert_eq!(before.difference(&found).next(), None, "is lost");
    let all = acknowledged.into_inner().unwrap();
    assert!(found.len() < all.len(), "what came after the backup is not in it");
    ask(&server, Some(ADMIN), &[]).expect(200);

    let kept = printed.lines().find_map(|line| line.strip_prefix("What it held before is kept in ")).unwrap();
    server.stop();
    server.command(&["restore", kept.trim_end_matches('.')]).printed();
    server.restart();
    assert_eq!(groups(&server.admin()), all, "the old store is whole");
}

#[test]
fn no_file_is_replaced_but_by_force() {
    let server = Server::start_on_file(&[]);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("precious");
    fs::write(&file, "precious").unwrap();
    let complaint = server.command(&["backup", text(&file)]).complained(1);
    assert!(complaint.contains("is there already"), "{complaint}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
    let printed = server.command(&["backup", text(&file), "--force"]).printed();
    assert!(printed.contains("registry_auth.key"), "{printed}");
    assert!(fs::read(&file).unwrap().starts_with(b"SQLite format 3\0"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_store_that_a_server_uses_is_not_taken_away_from_it() {
    let mut server = Server::start_on_file(&[]);
    let folder = TempDir::new().unwrap();
    let backup = folder.path().join("backup.db");
    server.command(&["backup", text(&backup)]).printed();
    let twin = server.twin();
    server.kill();
    let complaint = server.command(&["restore", text(&backup)]).complained(1);
    assert!(complaint.contains("is in use"), "{complaint}");
    twin.admin().get("/api/v1/users").expect(200);
}

#[test]
fn a_store_that_another_program_reads_is_not_taken_away_from_it_either() {
    let mut server = Server::start_on_file(&[]);
    let folder = TempDir::new().unwrap();
    let backup = folder.path().join("backup.db");
    server.command(&["backup", text(&backup)]).printed();
    let mut reader = Command::new("sqlite3")
        .arg(server.file().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    reader.stdin.as_mut().unwrap().write_all(b"BEGIN; SELECT 'ready' FROM users;\n").unwrap();
    let mut line = String::new();
    BufReader::new(reader.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line.trim(), "ready");
    server.kill();
    let complaint = server.command(&["restore", text(&backup)]).complained(1);
    assert!(complaint.contains("is in use"), "{complaint}");
    drop(reader.stdin.take());
    reader.wait().unwrap();
    server.command(&["restore", text(&backup)]).printed();
}

#[test]
fn what_is_no_sound_backup_is_refused_and_the_store_stays() {
    let mut server = Server::start_on_file(&[]);
    server.admin().create_group("kept");
    let folder = TempDir::new().unwrap();
    let backup = folder.path().join("backup.db");
    server.command(&["backup", text(&backup)]).printed();
    server.stop();
    let whole = fs::read(&backup).unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let changed = |name: &str, statement: &str| {
        let path = file(name, &whole);
        Outcome::of(Command::new("sqlite3").arg(&path).arg(statement)).expect_ok();
        path
    };
    let page = 4096;
    let middle = whole.len() / 2 / page * page;
    let scribbled = [&whole[..middle], &[0xa5; 4096][..], &whole[middle + page..]].concat();
    let refusals = [
        (folder.path().join("none"), "cannot be read"),
        (file("text", b"no database at all"), "not a database"),
        (file("empty", b""), "another program"),
        (file("half", &whole[..middle]), "malformed"),
        (file("scribbled", &scribbled), "cannot be used"),
        (changed("foreign", "PRAGMA application_id = 7"), "another program"),
        (changed("newer", "INSERT INTO required_migrations VALUES ('9')"), "later version"),
        (changed("broken", "PRAGMA foreign_keys = OFF; INSERT INTO memberships VALUES ('x', 'y')"), "refer to others"),
    ];
    for (path, why) in refusals {
        let complaint = server.command(&["restore", text(&path)]).complained(1);
        assert!(complaint.contains(why), "{}: {complaint}", path.display());
    }
    server.restart();
    assert_eq!(groups(&server.admin()).len(), 1);
}

#[test]
fn a_backup_makes_a_store_where_there_is_none_and_where_one_is_damaged() {
    let mut server = Server::start_on_file(&[]);
    server.admin().create_group("kept");
    let folder = TempDir::new().unwrap();
    let backup = folder.path().join("backup.db");
    server.command(&["backup", text(&backup)]).printed();
    server.kill();
    fs::write(server.file().unwrap(), "not a database any more").unwrap();
    server.command(&["restore", text(&backup)]).printed();
    server.restart();
    assert_eq!(groups(&server.admin()).len(), 1);

    server.stop();
    fs::remove_file(server.file().unwrap()).unwrap();
    let complaint = server.command(&["backup", text(&folder.path().join("another"))]).complained(1);
    assert!(complaint.contains("there is no store"), "{complaint}");
    assert!(!server.command(&["restore", text(&backup)]).printed().contains("before"));
    server.restart();
    assert_eq!(groups(&server.admin()).len(), 1);
}

fn write_until_calm(api: &Api, writer: usize, acknowledged: &Mutex<BTreeSet<String>>, calm: &AtomicBool) {
    for number in 0_u32.. {
        if calm.load(Ordering::Relaxed) {
            return;
        }
        let id = api.create_group(&format!("group {writer}-{number}"));
        acknowledged.lock().unwrap().insert(id);
    }
}

fn groups(api: &Api) -> BTreeSet<String> {
    let list = api.get("/api/v1/groups?limit=1000").expect(200).json();
    list["items"].as_array().unwrap().iter().map(|group| group["id"].as_str().unwrap().to_owned()).collect()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
