//! What is told of the service to whoever watches it.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::{ADMIN_PASSWORD, Api, Caller, METRICS_TOKEN, SERVICE, admin, person, with_password};

const REALM: &str = "/api/v1/registry/auth";

async fn text(api: &Api) -> String {
    let bearer = format!("Bearer {METRICS_TOKEN}");
    let reply = api.call_with(&Caller::Anonymous, "GET", "/metrics", None, &[("authorization", &bearer)]).await;
    let reply = reply.expect(200);
    assert_eq!(reply.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    reply.body.as_str().unwrap().to_owned()
}

/// The value of a series, as it is written.
fn value<'a>(text: &'a str, series: &str) -> &'a str {
    let found = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    assert!(found.is_some(), "no {series} in {text}");
    found.unwrap()
}

#[tokio::test]
async fn only_an_admin_or_the_token_sees_them() {
    let api = Api::start().await;
    api.get(&Caller::Anonymous, "/metrics").await.expect_problem(401, "unauthenticated");
    api.get(&admin(), "/metrics").await.expect(200);
    let half = METRICS_TOKEN.split_at(METRICS_TOKEN.len() / 2).0;
    for token in ["", "wrong", half, &format!("{METRICS_TOKEN}x")] {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str())];
        let reply = api.call_with(&Caller::Anonymous, "GET", "/metrics", None, &headers).await;
        assert_eq!(reply.status, 401, "{token}");
        assert!(!reply.body.to_string().contains("registry_admin_"));
    }
    let bearer = format!("Bearer {METRICS_TOKEN}");
    let elsewhere =
        api.call_with(&Caller::Anonymous, "GET", "/api/v1/users", None, &[("authorization", &bearer)]).await;
    elsewhere.expect_problem(401, "bad_credentials");
}

#[tokio::test]
async fn decisions_are_told_by_how_they_ended() {
    let api = Api::start().await;
    let (id, alice) = api.user("alice", "user").await;
    api.access("pull", json!({ "kind": "user", "id": id }), "a", &["pull"]).await;
    let (blocked, _) = api.user("blocked", "user").await;
    api.patch(&admin(), &format!("/api/v1/users/{blocked}"), json!({ "disabled": true })).await.expect(200);
    let scope = |scope: &str| format!("{REALM}?service={SERVICE}&scope={scope}");
    for (caller, path, status) in [
        (&alice, scope("repository:a:pull"), 200),
        (&alice, scope("repository:a:pull,push"), 200),
        (&alice, scope("repository:a:pull repository:b:pull").replace(' ', "%20"), 200),
        (&alice, scope("repository:b:pull"), 200),
        (&alice, REALM.to_owned(), 200),
        (&admin(), scope("repository:b:*"), 200),
        (&with_password("alice", "wrong"), scope("repository:a:pull"), 401),
        (&person("blocked"), scope("repository:a:pull"), 403),
        (&alice, format!("{REALM}?service=another"), 400),
    ] {
        api.get(caller, &path).await.expect(status);
    }
    let text = text(&api).await;
    for (outcome, count) in [
        ("granted", "3"),
        ("reduced", "2"),
        ("denied", "1"),
        ("bad_credentials", "1"),
        ("blocked", "1"),
        ("bad_request", "1"),
        ("throttled", "0"),
        ("unavailable", "0"),
        ("failed", "0"),
    ] {
        let series = format!("registry_admin_token_decisions_total{{outcome=\"{outcome}\"}}");
        assert_eq!(value(&text, &series), count, "{series}");
    }
    assert_eq!(value(&text, "registry_admin_token_duration_seconds_count"), "9");
    assert_eq!(value(&text, "registry_admin_http_requests_total{route=\"realm\",status=\"200\"}"), "6");
    assert_eq!(value(&text, "registry_admin_http_request_duration_seconds_count{route=\"realm\"}"), "9");
}

#[tokio::test]
async fn passwords_sign_ins_and_events_are_counted() {
    let api = Api::start().await;
    for (password, status) in [(ADMIN_PASSWORD, 200), (ADMIN_PASSWORD, 200), ("wrong", 401)] {
        let body = json!({ "login": "admin", "password": password });
        api.post(&Caller::Anonymous, "/auth/login", body).await.expect(status);
    }
    let event = json!({ "id": "1", "action": "push", "target": { "repository": "a", "tag": "v1" } });
    let events = json!({ "events": [event, event, { "action": "mount" }, 7] });
    api.post(&admin(), "/api/v1/registry/events", events).await.expect(204);
    let text = text(&api).await;
    for (series, count) in [
        ("password_checks_total{outcome=\"right\"}", "1"),
        ("password_checks_total{outcome=\"remembered\"}", "2"),
        ("password_checks_total{outcome=\"wrong\"}", "1"),
        ("sign_ins_total{outcome=\"signed_in\"}", "2"),
        ("sign_ins_total{outcome=\"refused\"}", "1"),
        ("sessions", "2"),
        ("store_grace_seconds{state=\"used\"}", "0"),
        ("registry_events_total{action=\"push\",outcome=\"taken\"}", "1"),
        ("registry_events_total{action=\"push\",outcome=\"repeated\"}", "1"),
        ("registry_events_total{action=\"other\",outcome=\"ignored\"}", "2"),
        ("password_hashes{state=\"in_use\"}", "0"),
        (concat!("build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"}"), "1"),
    ] {
        assert_eq!(value(&text, &format!("registry_admin_{series}")), count, "{series}");
    }
}

/// However many users and repositories there are.
#[tokio::test]
async fn there_are_never_more_series_for_more_that_is_asked_for() {
    let api = Api::start().await;
    let ask = async |number: usize| {
        api.get(&Caller::Anonymous, &format!("{REALM}?scope=repository:a{number}:pull")).await.expect(200);
        api.get(&admin(), &format!("/api/v1/users?q=user{number}")).await.expect(200);
        api.get(&Caller::Anonymous, &format!("/nowhere{number}")).await.expect(404);
        api.call(&Caller::Anonymous, &format!("METHOD{number}"), "/nowhere", None).await;
    };
    ask(0).await;
    text(&api).await;
    let before = text(&api).await.lines().count();
    for number in 1..20 {
        ask(number).await;
    }
    assert_eq!(text(&api).await.lines().count(), before);
}

#[tokio::test]
async fn prometheus_understands_them() {
    let api = Api::start().await;
    api.get(&admin(), "/api/v1/users").await.expect(200);
    let text = text(&api).await;
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    promtool.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = promtool.wait_with_output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "");
}
