//! The audit log of the real program: told completely, and whoever tampers with it is found out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::program::{self, Ended};
use crate::harness::server::ADMIN;
use crate::harness::token::ask;
use crate::harness::wait::until;
use crate::harness::{Api, Content, Outcome, Server, Stage};

/// A stopped store with this many entries, and their end as `audit verify` prints it.
struct Log {
    folder: TempDir,
    server: Server,
    head: String,
}

const ENTRIES: usize = 8;

impl Log {
    fn written() -> Self {
        let mut server = Server::start_on_file(&[]);
        for number in 1..ENTRIES {
            server.admin().create_group(&format!("group {number}"));
        }
        server.stop();
        let head = head(&server.command(&["audit", "verify"]).printed());
        Self { folder: TempDir::new().unwrap(), server, head }
    }

    /// What `audit verify` says to a copy with which this was done.
    fn tampered(&self, statements: &str, arguments: &[&str]) -> Ended {
        let copy = self.copy();
        sqlite(&copy, statements);
        let store = format!("--store.embed.path={}", copy.display());
        program::call(&[&["audit", "verify", store.as_str()], arguments].concat())
    }

    fn copy(&self) -> PathBuf {
        let copy = self.folder.path().join("copy.db");
        let _ = std::fs::remove_file(&copy);
        sqlite(&self.server.file().unwrap(), &format!(".backup {}", copy.display()));
        copy
    }
}

fn sqlite(database: &Path, statements: &str) -> String {
    Outcome::of(Command::new("sqlite3").arg(database).arg(statements)).expect_ok()
}

fn head(printed: &str) -> String {
    printed.lines().find_map(|line| line.strip_prefix("head ")).unwrap().to_owned()
}

#[test]
fn whatever_is_tampered_with_is_named() {
    let log = Log::written();
    let cases = [
        ("UPDATE audit_log SET actor_name = 'bob' WHERE sequence = 3", "entry 3 was altered"),
        ("UPDATE audit_log SET at = at + 1 WHERE sequence = 1", "entry 1 was altered"),
        ("UPDATE audit_log SET changes = '[]' WHERE sequence = 8", "entry 8 was altered"),
        ("UPDATE audit_log SET deed = 'group.praise' WHERE sequence = 4", "entry 4 was altered, and cannot be read"),
        ("UPDATE audit_log SET hash = zeroblob(32) WHERE sequence = 5", "entry 5 was altered"),
        ("DELETE FROM audit_log WHERE sequence = 5", "entry 5 is missing"),
        ("DELETE FROM audit_log WHERE sequence < 3", "entry 1 is missing"),
        (
            "DELETE FROM audit_log WHERE sequence = 2; UPDATE audit_log SET sequence = sequence - 1 WHERE sequence = 3",
            "entry 2 was altered",
        ),
    ];
    for (statements, complaint) in cases {
        let complained = log.tampered(statements, &["--expect", &log.head]).complained(1);
        assert!(complained.contains(complaint), "{statements}: {complained}");
        let complained = log.tampered(statements, &[]).complained(1);
        assert!(complained.contains(complaint), "{statements}: {complained}");
    }
    assert!(log.tampered("SELECT 1", &["--expect", &log.head]).printed().contains(&log.head));
}

#[test]
fn a_cut_end_is_seen_by_who_kept_the_head() {
    let log = Log::written();
    let cut = "DELETE FROM audit_log WHERE sequence > 6";
    log.tampered(cut, &[]).printed();
    let complained = log.tampered(cut, &["--expect", &log.head]).complained(1);
    assert!(complained.contains("entry 7 is missing"), "{complained}");
    let complained = log.tampered("DELETE FROM audit_log", &["--expect", &log.head]).complained(1);
    assert!(complained.contains("entry 1 is missing"), "{complained}");
    let other = format!("{ENTRIES}:{}", "0".repeat(64));
    let complained = log.tampered("SELECT 1", &["--expect", &other]).complained(1);
    assert!(complained.contains(&format!("entry {ENTRIES} is not the one that was expected")), "{complained}");
    log.tampered("SELECT 1", &["--expect", "8:nonsense"]).complained(2);
}

#[test]
fn what_is_old_goes_and_the_rest_still_follows() {
    let mut server = Server::start_on_file(&[]);
    server.stop();
    std::fs::remove_file(server.file().unwrap()).unwrap();
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("htpasswd");
    std::fs::write(&source, "old:$2y$05$WPRBR4tOSYA8DlPvgNGF6.yC4ok9GXm4ChsjVJaDgmzROQ0R8gWYG\n").unwrap();
    let words = ["import", source.to_str().unwrap(), "--apply", "--admin=old"].map(str::to_owned);
    program::call_at("-40d", &[&words[..], &server.arguments()].concat(), "").printed();
    server.command_with_input(&["user", "create-admin", "admin", "--password-stdin"], ADMIN.password).printed();
    let before = head(&server.command(&["audit", "verify"]).printed());

    server.restart_with(&["--audit.retention=30d"]);
    let trim = until("the oldest are gone", || told(&server.admin(), "audit.trim").pop());
    let through = trim["changes"][0]["after"].as_str().unwrap();
    assert!(through.starts_with("1:"), "{trim}");
    let all = entries(&server.admin());
    assert_eq!((&all[0]["sequence"], &all[0]["previous"]), (&json!(2), &json!(through[2..])));
    assert_eq!((&all[0]["actor"]["kind"], &all[0]["target"]["name"]), (&json!("command_line"), &json!("admin")));
    let verified = server.command(&["audit", "verify", "--expect", &before]).printed();
    assert!(verified.contains("Those up to 1 were removed for their age."), "{verified}");

    let folder = TempDir::new().unwrap();
    let copy = folder.path().join("copy.db");
    sqlite(&server.file().unwrap(), &format!(".backup {}", copy.display()));
    sqlite(&copy, "DELETE FROM audit_log WHERE sequence = 2");
    let store = format!("--store.embed.path={}", copy.display());
    let complained = program::call(&["audit", "verify", &store]).complained(1);
    assert!(complained.contains("entry 2 is missing"), "{complained}");
}

#[test]
fn a_stop_in_order_loses_nothing() {
    const TOKENS: usize = 300;
    let mut server = Server::start(&["--audit.tokens=all"]);
    for number in 0..TOKENS {
        ask(&server, Some(ADMIN), &[&format!("repository:a{number}:pull")]).expect(200);
    }
    server.stop();
    let exported = server.command(&["audit", "export"]).printed();
    let entries: Vec<Value> = exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let granted: Vec<_> = entries.iter().filter(|entry| entry["action"] == "token.grant").collect();
    assert_eq!(granted.len(), TOKENS);
    assert!((0..TOKENS).all(|number| granted[number]["target"]["name"] == format!("a{number}")));
    server.restart();
    assert_eq!(told(&server.admin(), "audit.gap"), [] as [Value; 0]);
}

#[test]
fn after_a_crash_the_log_tells_that_something_may_be_missing() {
    let mut server = Server::start(&["--audit.tokens=all"]);
    let (granted, calm) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..2 {
            let (server, granted, calm) = (&server, &granted, &calm);
            scope.spawn(move || {
                while !calm.load(Ordering::Relaxed) {
                    ask(server, Some(ADMIN), &["repository:a:pull"]).expect(200);
                    granted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        until("some are written", || (!told(&server.admin(), "token.grant").is_empty()).then_some(()));
        calm.store(true, Ordering::Relaxed);
    });
    server.kill();
    server.restart();
    let gap = until("the gap is told", || told(&server.admin(), "audit.gap").pop());
    assert!(gap["reason"].as_str().unwrap().contains("did not stop in order"), "{gap}");
    server.command(&["audit", "verify"]).printed();
    let written = entries(&server.admin()).iter().filter(|entry| entry["action"] == "token.grant").count();
    assert!((1..=granted.into_inner()).contains(&written), "{written}");
    server.stop();
    server.restart();
    assert_eq!(told(&server.admin(), "audit.gap"), [gap]);
}

#[test]
fn deletions_and_what_a_sync_removes_are_told() {
    let stage = Stage::set();
    let (remote, admin) = (stage.registry.remote("team/app"), stage.server.admin());
    let [first, second, third] = ["first", "second", "third"].map(Content::image);
    [(&first, "1"), (&first, "one"), (&second, "2"), (&third, "3")]
        .iter()
        .for_each(|(image, tag)| remote.push(image, tag));
    admin.sync();
    admin.delete_as_previewed(&json!({ "repository": "team/app", "tags": ["one"] }));
    admin.delete_as_previewed(&json!({ "repository": "team/app", "digests": [second.digest()] }));
    remote.delete(&third.digest()).expect(202);
    admin.sync();

    let names =
        |action: &str| told(&admin, action).iter().map(|entry| entry["target"]["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names("tag.delete"), ["team/app:one"]);
    assert_eq!(names("manifest.delete"), [format!("team/app@{}", second.digest())]);
    let removed = told(&admin, "sync.remove");
    assert_eq!(removed.len(), 1, "{removed:?}");
    assert_eq!((&removed[0]["actor"]["kind"], &removed[0]["target"]["name"]), (&json!("system"), &json!("team/app")));
    let change = |field: &str, before: &str| json!({ "field": field, "before": before, "after": null });
    let changes = [change("tags", "3"), change("manifests", &third.digest())];
    assert_eq!(removed[0]["changes"], json!(changes));
}

#[test]
fn a_deletion_that_fails_is_told_as_failed() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    stage.registry.remote("team/app").push(&Content::image("one"), "1");
    admin.sync();
    let what = json!({ "repository": "team/app", "tags": ["1"] });
    let preview = admin.deletion(&what).expect(200).json();
    drop(stage.registry);
    admin.deletion(&crate::harness::catalog::ordered(&what, &preview));
    let told = told(&admin, "manifest.delete");
    assert_eq!(told[0]["outcome"], "failed", "{told:?}");
}

#[test]
fn an_export_holds_what_the_list_does() {
    let server = Server::start(&[]);
    server.admin().create_group("team");
    let exported = server.admin().get("/api/v1/audit/export").expect(200).text;
    let lines: Vec<Value> = exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, entries(&server.admin()));
    assert_eq!(server.command(&["audit", "export"]).printed(), exported);
}

#[test]
fn the_documented_way_checks_an_export() {
    let server = Server::start(&[]);
    server.admin().create_group("Größe");
    ask(&server, None, &["repository:a:pull"]).expect(200);
    until("the refusal is written", || told(&server.admin(), "token.refuse").pop());
    let exported = server.command(&["audit", "export"]).printed();
    let documentation = include_str!("../../../docs/audit.md");
    let script = documentation.split("```python\n").nth(1).unwrap().split("```").next().unwrap();
    check(script, &exported).expect_ok();
    let refused = check(script, &exported.replace("Größe", "Grösse"));
    assert!(refused.text.contains("AssertionError: 2"), "{}", refused.text);
}

fn check(script: &str, exported: &str) -> Outcome {
    let folder = TempDir::new().unwrap();
    let (script_file, lines) = (folder.path().join("check.py"), folder.path().join("audit.jsonl"));
    std::fs::write(&script_file, script).unwrap();
    std::fs::write(&lines, exported).unwrap();
    Outcome::of(Command::new("sh").arg("-c").arg("python3 \"$0\" <\"$1\"").arg(script_file).arg(lines))
}

fn told(admin: &Api, action: &str) -> Vec<Value> {
    admin.all(&format!("audit?sort=sequence&action={action}"))
}

fn entries(admin: &Api) -> Vec<Value> {
    admin.all("audit?sort=sequence")
}
