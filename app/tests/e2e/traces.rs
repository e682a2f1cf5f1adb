//! Traces as an OpenTelemetry collector gets them.

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use serde_json::json;

use crate::harness::api::{PASSWORD, person};
use crate::harness::collector::{Collector, Span};
use crate::harness::http::{self, Answer, Credentials};
use crate::harness::listener::Listener;
use crate::harness::process::free_port;
use crate::harness::server::{ADMIN, SERVICE};
use crate::harness::token::{ask, post};
use crate::harness::wait::until;
use crate::harness::{Server, Stage};

/// A trace that somebody else has begun, and a part of it.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// Asks in the course of that trace, which is taken if it is `sampled`.
fn ask_in_trace(server: &Server, credentials: Credentials<'_>, path: &str, sampled: bool) -> Answer {
    let parent = format!("00-{TRACE}-{CALLER}-0{}", u8::from(sampled));
    let headers = [("authorization", &*credentials.basic()), ("traceparent", &parent)];
    http::send("GET", &server.url(path), &headers, None)
}

#[track_caller]
fn only<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let found: Vec<_> = spans.iter().filter(|span| span.name == name).collect();
    let [span] = found[..] else { panic!("{name} is not there once: {spans:#?}") };
    span
}

#[test]
fn a_token_request_goes_on_with_the_trace_of_its_caller() {
    let collector = Collector::start();
    let mut server = Server::start(&[&collector.option()]);
    server.admin().create_user_with("alice", "team/app", &["pull"]);
    let query = format!("/api/v1/registry/auth?service={SERVICE}&scope=repository:team/app:pull");
    ask_in_trace(&server, person("alice"), &query, true).expect(200);
    server.stop();
    let spans = collector.trace(TRACE);
    let request = only(&spans, "GET /api/v1/registry/auth");
    assert_eq!((request.parent.as_str(), request.kind), (CALLER, SpanKind::Server as i32));
    for (name, value) in [
        ("http.request.method", "GET"),
        ("http.response.status_code", "200"),
        ("http.route", "/api/v1/registry/auth"),
        ("network.protocol.version", "1.1"),
        ("url.path", "/api/v1/registry/auth"),
        ("url.scheme", "http"),
    ] {
        assert_eq!(request.attributes[name], value, "{name}");
    }
    assert_eq!(request.resource["service.name"], "registry-admin");
    assert_eq!(request.resource["service.version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(request.resource["service.instance.id"].len(), 36);
    for part in ["check password", "store: read", "sign token"] {
        assert_eq!(only(&spans, part).parent, request.id, "{part}");
    }
}

#[test]
fn the_registry_can_go_on_with_a_trace() {
    let (collector, registry) = (Collector::start(), Listener::start());
    let port = format!("--registry.port={}", registry.port());
    let mut server = Server::start(&[&collector.option(), &port]);
    ask_in_trace(&server, ADMIN, "/api/v1/registry/health", true).expect(200);
    server.stop();
    let spans = collector.trace(TRACE);
    let request = only(&spans, "GET /api/v1/registry/health");
    let call = spans.iter().find(|span| span.kind == SpanKind::Client as i32).unwrap();
    assert_eq!((call.name.as_str(), call.parent.as_str()), ("GET", request.id.as_str()));
    assert_eq!((&*call.attributes["url.path"], &*call.attributes["http.response.status_code"]), ("/v2/", "200"));
    let told = format!("00-{TRACE}-{}-01", call.id);
    assert!(registry.heard().iter().any(|heard| heard.header("traceparent") == Some(&told)));
}

#[test]
fn a_sync_is_a_trace_of_its_own() {
    let collector = Collector::start();
    let mut stage = Stage::set_with(&[&collector.option()]);
    stage.seed("team/app:v1");
    stage.server.admin().sync();
    stage.server.stop();
    let spans = collector.spans();
    let manifest =
        |span: &&Span| span.attributes.get("url.path").is_some_and(|path| path.contains("team/app/manifests"));
    let looked = spans.iter().find(manifest).unwrap();
    let sync = spans.iter().find(|span| span.name == "sync" && span.trace == looked.trace).unwrap();
    assert_eq!((sync.parent.as_str(), sync.id.as_str()), ("", looked.parent.as_str()));
    let mut written = spans.iter().filter(|span| span.name == "store: write" && span.trace == sync.trace);
    assert!(written.any(|span| span.attributes.get("committed").is_some_and(|committed| committed == "true")));
}

#[test]
fn what_belongs_to_no_request_and_no_run_is_not_told() {
    let collector = Collector::start();
    let mut server = Server::start(&[&collector.option()]);
    server.admin().await_sync();
    server.stop();
    for span in collector.spans().iter().filter(|span| span.parent.is_empty()) {
        assert!(span.kind == SpanKind::Server as i32 || span.name == "sync", "{span:?}");
    }
}

#[test]
fn a_failure_is_told_as_one_with_the_route_it_came_by() {
    let collector = Collector::start();
    // Nobody listens there.
    let port = format!("--registry.port={}", free_port());
    let mut server = Server::start(&[&collector.option(), &port]);
    ask_in_trace(&server, ADMIN, "/api/v1/registry/health", true).expect(502);
    ask_in_trace(&server, ADMIN, "/api/v1/users/no-such-id", true).expect(404);
    server.stop();
    let spans = collector.trace(TRACE);
    assert!(only(&spans, "GET /api/v1/registry/health").is_error);
    let call = spans.iter().find(|span| span.kind == SpanKind::Client as i32).unwrap();
    assert!(call.is_error);
    assert!(!only(&spans, "GET /api/v1/users/:param0").is_error, "it is the caller's mistake");
}

#[test]
fn nothing_secret_is_in_a_trace() {
    const NEW: &str = "seven seals on the rocks";
    const GUESS: &str = "a guess in the dark";
    let collector = Collector::start();
    let mut server = Server::start(&[&collector.option()]);
    let admin = server.admin();
    let id = admin.create_user_with("alice", "team/app", &["pull"]);
    let form = [("grant_type", "password"), ("username", "alice"), ("password", PASSWORD), ("access_type", "offline")];
    let granted = post(&server, &form).expect(200).json();
    let [token, refresh] = ["access_token", "refresh_token"].map(|name| granted[name].as_str().unwrap().to_owned());
    post(&server, &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).expect(200);
    ask(&server, Some(Credentials { login: "alice", password: GUESS }), &[]).expect(401);
    http::send("GET", &server.url("/ping?password=in-the-query"), &[], None);
    let body = json!({ "login": "alice", "password": PASSWORD }).to_string();
    let login = http::send("POST", &server.url("/auth/login"), &[("content-type", "application/json")], Some(body));
    let cookie = login.expect(200).header("set-cookie").split([';', '=']).nth(1).unwrap().to_owned();
    admin.patch(&format!("/api/v1/users/{id}"), &json!({ "password": NEW })).expect(200);
    let basic = ADMIN.basic();
    server.stop();
    let told = collector.bytes();
    let is_told = |text: &str| told.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(is_told("/auth/login") && is_told("hash password"), "it is told what happened");
    for secret in [PASSWORD, NEW, GUESS, ADMIN.password, &basic, &token, &refresh, &cookie, "in-the-query", "$argon2"] {
        assert!(!is_told(secret), "{secret}");
    }
}

#[test]
fn a_part_of_the_traces_is_taken_and_whatever_the_caller_takes() {
    let collector = Collector::start();
    let mut server = Server::start(&[&collector.option(), "--traces.sample-ratio=0"]);
    ask_in_trace(&server, ADMIN, "/api/v1/users", true).expect(200);
    ask_in_trace(&server, ADMIN, "/api/v1/groups", false).expect(200);
    server.admin().get("/api/v1/access").expect(200);
    server.stop();
    let spans = collector.spans();
    only(&spans, "GET /api/v1/users");
    assert!(spans.iter().all(|span| span.trace == TRACE && span.name != "GET /api/v1/groups"), "{spans:#?}");
}

#[test]
fn a_collector_that_is_away_is_told_of_once_and_keeps_nobody_from_anything() {
    let nowhere = format!("--traces.endpoint=http://127.0.0.1:{}", free_port());
    let mut server = Server::start(&[&nowhere]);
    let complaints = |server: &Server| server.log().matches("the collector does not take traces").count();
    until("it is complained of", || {
        ask(&server, Some(ADMIN), &[]).expect(200);
        (complaints(&server) > 0).then_some(())
    });
    ask(&server, Some(ADMIN), &[]).expect(200);
    server.stop();
    assert_eq!(complaints(&server), 1);
}

#[test]
fn nobody_is_told_of_a_trace_that_is_not_taken() {
    let registry = Listener::start();
    let server = Server::start(&[&format!("--registry.port={}", registry.port())]);
    ask_in_trace(&server, ADMIN, "/api/v1/registry/health", true).expect(200);
    let heard = registry.heard();
    assert!(heard.iter().any(|heard| heard.line.starts_with("GET /v2/ ")));
    assert!(heard.iter().all(|heard| heard.header("traceparent").is_none()));
}
