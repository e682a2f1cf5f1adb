//! The access log as an operator and fail2ban read it.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::thread;

use flate2::read::GzDecoder;
use tempfile::TempDir;

use crate::harness::program::call;
use crate::harness::server::ADMIN;
use crate::harness::{Credentials, Outcome, Server, http};

/// As the documentation of fail2ban's filter for this service has it.
const FILTER: &str = r#"^<HOST> .+\" 40[1,3] \d+ .*$"#;
const THREADS: usize = 8;
const REQUESTS_EACH: usize = 250;

struct Scene {
    folder: TempDir,
    server: Server,
}

impl Scene {
    fn set(options: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let file = format!("--logger.file={}", folder.path().join("access.log").display());
        let server = Server::start(&[&[file.as_str(), "--logger.enabled"], options].concat());
        Self { folder, server }
    }

    /// What is in the file, once the server has ended.
    fn log(&mut self) -> String {
        self.server.stop();
        fs::read_to_string(self.folder.path().join("access.log")).unwrap()
    }
}

#[test]
fn a_line_in_the_combined_format_tells_of_each_request() {
    let mut scene = Scene::set(&["--logger.stdout"]);
    let headers = [("user-agent", "a \"client\""), ("referer", "http://example.org/")];
    let answer = http::send("GET", &scene.server.url("/auth/user?x=1"), &headers, None);
    let log = scene.log();
    let line = log.lines().find(|line| line.contains("x=1")).unwrap();
    let request = format!("\"GET /auth/user?x=1 HTTP/1.1\" {} {}", answer.status, answer.text.len());
    let (begin, end) = line.split_once(&request).unwrap_or_else(|| panic!("{line}"));
    assert!(begin.starts_with("127.0.0.1 - - [") && begin.ends_with(" +0000] "), "{line}");
    assert_eq!(end, r#" "http://example.org/" "a \x22client\x22""#);
    assert!(scene.server.log().lines().any(|short| short == format!("{begin}{request}")), "{}", scene.server.log());
}

#[test]
fn nothing_is_logged_unless_it_is_asked_for() {
    let mut server = Server::start(&[]);
    http::try_get(&server.url("/ping")).unwrap().expect(200);
    server.stop();
    assert!(!server.log().contains("/ping"), "{}", server.log());
}

#[test]
fn only_the_word_of_a_trusted_proxy_is_taken() {
    for (proxies, expected) in [("127.0.0.0/8", "192.0.2.7 "), ("10.0.0.1", "127.0.0.1 ")] {
        let mut scene = Scene::set(&[&format!("--http.trusted-proxies={proxies}")]);
        let headers = [("x-forwarded-for", "203.0.113.1, 192.0.2.7"), ("x-forwarded-proto", "https")];
        let body = format!(r#"{{"login":"{}","password":"{}"}}"#, ADMIN.login, ADMIN.password);
        let headers = [&headers[..], &[("content-type", "application/json")]].concat();
        let answer = http::send("POST", &scene.server.url("/auth/login"), &headers, Some(body)).expect(200);
        let is_secure = answer.header("set-cookie").contains("Secure");
        assert_eq!(is_secure, proxies == "127.0.0.0/8", "{answer:?}");
        let log = scene.log();
        assert!(log.lines().any(|line| line.starts_with(expected) && line.contains("/auth/login")), "{log}");
    }
}

#[test]
fn fail2ban_counts_the_failures() {
    let mut scene = Scene::set(&[]);
    let wrong = Credentials { password: "wrong", ..ADMIN }.basic();
    let agent = [("authorization", wrong.as_str()), ("user-agent", "\" 401 1 \"")];
    for _ in 0..4 {
        http::send("GET", &scene.server.realm(), &agent, None).expect(401);
    }
    http::send("GET", &scene.server.url("/api/v1/users"), &[("user-agent", "\" 401 1 \"")], None).expect(401);
    http::send("GET", &scene.server.url("/ping"), &[("user-agent", "x\" 401 1 \"")], None).expect(200);
    scene.log();
    let log = scene.folder.path().join("access.log");
    let report = Outcome::of(Command::new("fail2ban-regex").arg(&log).arg(FILTER)).expect_ok();
    let counted = report.lines().find(|line| line.starts_with("Lines:")).unwrap();
    assert!(counted.contains(" 5 matched"), "{report}");
}

#[test]
fn the_log_is_rotated_under_load_and_no_line_is_lost() {
    let mut scene = Scene::set(&["--logger.max-size=10K", "--logger.max-backups=1000"]);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let server = &scene.server;
            scope.spawn(move || {
                for number in 0..REQUESTS_EACH {
                    http::try_get(&server.url(&format!("/ping?number={thread}-{number}"))).unwrap();
                }
            });
        }
    });
    scene.log();
    let mut text = String::new();
    let files: Vec<_> = fs::read_dir(&scene.folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 10, "{files:?}");
    for file in &files {
        text.push_str(&content(file));
    }
    for number in (0..THREADS).flat_map(|thread| (0..REQUESTS_EACH).map(move |number| format!("{thread}-{number}"))) {
        assert_eq!(text.matches(&format!("?number={number} ")).count(), 1, "{number}");
    }
}

fn content(file: &Path) -> String {
    if file.extension().is_none_or(|ending| ending != "gz") {
        return fs::read_to_string(file).unwrap();
    }
    let mut text = String::new();
    GzDecoder::new(File::open(file).unwrap()).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_log_that_cannot_be_written_ends_the_start() {
    let file = TempDir::new().unwrap().path().join("gone/access.log");
    let complaint = call(&["--logger.enabled", &format!("--logger.file={}", file.display())]).complained(1);
    assert!(complaint.contains(&format!("cannot write the access log {}", file.display())), "{complaint}");
}
