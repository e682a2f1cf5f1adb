//! More than there is room for: good clients get their answers all the while, the memory that is
//! taken is bounded, and afterwards all is as before.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

use crate::harness::authority::Authority;
use crate::harness::crowd::{Crowd, connect_from_here};
use crate::harness::http::{self, Answer};
use crate::harness::secure_server::SecureServer;
use crate::harness::server::{ADMIN, Server};
use crate::harness::wait::until;

/// What the whole of a crowd may cost, in bytes: far less than what it sends.
const MEMORY: u64 = 96 << 20;
/// What the program has open for itself.
const FILES: usize = 32;

struct Scene {
    server: Server,
    places: usize,
    memory_before: u64,
}

impl Scene {
    fn set(places: usize) -> Self {
        let server = Server::start(&[&format!("--http.max-connections={places}")]);
        let mut scene = Self { server, places, memory_before: 0 };
        scene.serves();
        scene.memory_before = scene.server.memory();
        scene
    }

    /// Somebody who wants nothing but a token, a list and a session gets them.
    #[track_caller]
    fn serves(&self) {
        for _ in 0..5 {
            self.ask("GET", "/api/v1/registry/auth?scope=repository:a:pull", None).expect(200);
            self.ask("GET", "/api/v1/users", None).expect(200);
            let body = json!({ "login": ADMIN.login, "password": ADMIN.password }).to_string();
            self.ask("POST", "/auth/login", Some(body)).expect(200);
        }
    }

    fn ask(&self, method: &str, path: &str, body: Option<String>) -> Answer {
        let authorization = ADMIN.basic();
        let headers =
            [("authorization", authorization.as_str()), ("content-type", "application/json"), ("connection", "close")];
        http::send(method, &self.server.url(path), &headers, body)
    }

    #[track_caller]
    fn is_within_bounds(&self) {
        let (files, memory) = (self.server.open_files(), self.server.memory());
        assert!(files <= self.places + FILES, "{files} files are open");
        assert!(memory < self.memory_before + MEMORY, "{} MiB before, now {}", self.memory_before >> 20, memory >> 20);
    }

    /// The crowd has gone.
    #[track_caller]
    fn recovers(&self) {
        until("the connections are closed", || (self.server.open_files() <= FILES).then_some(()));
        self.serves();
        self.is_within_bounds();
    }

    fn gather(&self, size: usize, words: impl Fn(usize) -> Vec<u8>) -> Crowd {
        Crowd::gather(self.server.port(), size, words)
    }
}

fn slow_clients(scene: &Scene, size: usize) {
    let starts = ["", "GET / HTTP/1.1\r\nhost: a\r\nx-a: ", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0"];
    let crowd = scene.gather(size, |number| starts[number % starts.len()].into());
    scene.serves();
    scene.is_within_bounds();
    drop(crowd);
    scene.recovers();
}

#[test]
fn connections_that_only_stand_there_hold_no_place() {
    let scene = Scene::set(64);
    slow_clients(&scene, 640);
}

#[test]
#[ignore = "takes thousands of connections: make soak"]
fn thousands_of_connections_that_only_stand_there_hold_no_place() {
    slow_clients(&Scene::set(4096), 5_000);
    slow_clients(&Scene::set(1024), 10_240);
}

#[test]
fn one_address_holds_no_more_than_its_share() {
    let scene = Scene::set(0);
    let held: Vec<_> = (0..700).map(|_| connect_from_here(scene.server.port())).collect();
    scene.serves();
    assert!(scene.server.open_files() <= 512 + FILES);
    drop(held);
}

fn many_clients(scene: &Scene, size: usize) {
    let request = b"GET /api/v1/registry/auth?scope=repository:a:pull HTTP/1.1\r\nhost: a\r\n\r\n";
    let mut crowd = scene.gather(size, |_| request.to_vec());
    scene.serves();
    let answered = crowd.answered("HTTP/1.1 200 OK");
    assert!(answered >= scene.places, "{answered}");
    scene.is_within_bounds();
    drop(crowd);
    scene.recovers();
}

#[test]
fn ten_times_the_clients_that_there_is_room_for_are_served() {
    let scene = Scene::set(64);
    many_clients(&scene, 640);
}

#[test]
#[ignore = "takes thousands of connections: make soak"]
fn thousands_of_clients_are_served() {
    many_clients(&Scene::set(1024), 10_240);
}

#[test]
fn large_bodies_that_never_end_take_bounded_memory_and_nobodys_place() {
    const LENGTH: usize = 1 << 20;
    let scene = Scene::set(300);
    let head = format!(
        "POST /api/v1/registry/events HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {LENGTH}\r\n\r\n"
    );
    let crowd = scene.gather(200, |_| [head.as_bytes(), &vec![b' '; LENGTH - 1]].concat());
    scene.serves();
    scene.is_within_bounds();
    let body = vec![b' '; LENGTH - 1];
    let refused = scene.ask("POST", "/api/v1/registry/events", Some(String::from_utf8(body).unwrap())).expect(503);
    assert_eq!((refused.header("retry-after"), &refused.json()["code"]), ("1", &json!("busy")));
    drop(crowd);
    scene.recovers();
}

#[test]
fn who_floods_with_headers_is_sent_away() {
    let scene = Scene::set(64);
    let sent_away = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    flood(&mut connect_from_here(scene.server.port()));
                    sent_away.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        scene.serves();
        scene.is_within_bounds();
    });
    assert_eq!(sent_away.into_inner(), 100);
    scene.recovers();
}

/// Sends headers until it is not listened to any more.
fn flood(stream: &mut TcpStream) {
    let header = format!("x-flood: {}\r\n", "x".repeat(1000));
    let _ = stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n");
    while stream.write_all(header.as_bytes()).is_ok() {}
}

#[test]
fn who_says_nothing_is_not_waited_for_by_tls_or_without() {
    let authority = Authority::new();
    let server = SecureServer::start(&authority.issue().options());
    let waiting = [server.http_port(), server.https_port()].map(|port| thread::spawn(move || ended(port)));
    for ended in waiting {
        assert_eq!(ended.join().unwrap(), 0, "it is not told anything");
    }
}

/// How many bytes a client without words gets before it is sent away.
fn ended(port: u16) -> usize {
    let mut all = Vec::new();
    connect_from_here(port).read_to_end(&mut all).unwrap();
    all.len()
}
