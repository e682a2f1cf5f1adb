use std::sync::{Arc, Mutex};

use app::services::SessionSettings;
use ports::Clock;
use serde_json::json;
use time::OffsetDateTime;

use crate::support::{ADMIN_PASSWORD, Api, Caller, PASSWORD, admin, hours};

/// A clock that a test can move.
struct MovableClock(Mutex<OffsetDateTime>);

impl Clock for MovableClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

impl MovableClock {
    fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(OffsetDateTime::now_utc())))
    }

    fn forward(&self, by: time::Duration) {
        *self.0.lock().unwrap() += by;
    }
}

async fn sign_in(api: &Api, login: &str) -> Caller {
    let body = json!({ "login": login, "password": if login == "admin" { ADMIN_PASSWORD } else { PASSWORD } });
    api.post(&Caller::Anonymous, "/auth/login", body).await.expect(200).cookie()
}

#[tokio::test]
async fn a_browser_signs_in_and_out() {
    let api = Api::start().await;
    let body = json!({ "login": "admin", "password": ADMIN_PASSWORD });
    let signed_in = api.post(&Caller::Anonymous, "/auth/login", body).await.expect(200);
    assert_eq!(signed_in.body["user"]["login"], "admin");
    let cookie = signed_in.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=86400"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let browser = signed_in.cookie();
    api.get(&browser, "/api/v1/users").await.expect(200);

    let signed_out = api.call(&browser, "POST", "/auth/logout", None).await.expect(204);
    assert!(signed_out.header("set-cookie").starts_with("registry_admin_session=;"));
    api.get(&browser, "/api/v1/users").await.expect_problem(401, "unauthenticated");
    assert!(api.get(&browser, "/auth/user").await.expect(200).body["user"].is_null());
    api.call(&browser, "POST", "/auth/logout", None).await.expect(204);
}

#[tokio::test]
async fn wrong_credentials_are_all_alike() {
    let api = Api::start().await;
    let (id, _) = api.user("disabled", "user").await;
    api.patch(&admin(), &format!("/api/v1/users/{id}"), json!({ "disabled": true })).await.expect(200);
    let mut bodies = Vec::new();
    for (login, password) in
        [("admin", "wrong"), ("nobody", "wrong"), ("no body", "wrong"), ("disabled", "wrong"), ("", "")]
    {
        let body = json!({ "login": login, "password": password });
        let reply = api.post(&Caller::Anonymous, "/auth/login", body).await.expect_problem(401, "bad_credentials");
        assert!(reply.header("www-authenticate").starts_with("Session"), "a browser must not ask by itself");
        bodies.push(reply.body["detail"].clone());
    }
    bodies.dedup();
    assert_eq!(bodies, ["incorrect username or password"]);
    let body = json!({ "login": "disabled", "password": PASSWORD });
    api.post(&Caller::Anonymous, "/auth/login", body).await.expect_problem(403, "account_disabled");
}

#[tokio::test]
async fn a_session_ends_with_what_it_stands_on() {
    let api = Api::start().await;
    let (id, _) = api.user("alice", "user").await;
    let path = format!("/api/v1/users/{id}");
    for change in [json!({ "disabled": true }), json!({ "disabled": false, "password": PASSWORD })] {
        api.patch(&admin(), &path, json!({ "disabled": false })).await.expect(200);
        let browser = sign_in(&api, "alice").await;
        assert!(!api.get(&browser, "/auth/user").await.body["user"].is_null());
        api.patch(&admin(), &path, change).await.expect(200);
        assert!(api.get(&browser, "/auth/user").await.expect(200).body["user"].is_null());
    }
    let browser = sign_in(&api, "alice").await;
    api.delete(&admin(), &path).await.expect(204);
    assert!(api.get(&browser, "/auth/user").await.expect(200).body["user"].is_null());
}

#[tokio::test]
async fn a_cookie_is_renewed_while_its_session_lives_and_not_longer() {
    let clock = MovableClock::new();
    let settings = SessionSettings { jwt_ttl: hours(1), cookie_ttl: hours(24) };
    let api = Api::with(ADMIN_PASSWORD, settings, clock.clone()).await;
    let browser = sign_in(&api, "admin").await;
    assert_eq!(api.get(&browser, "/auth/user").await.header("set-cookie"), "");

    clock.forward(hours(2));
    let renewed = api.get(&browser, "/auth/user").await;
    assert!(renewed.header("set-cookie").contains("Max-Age=79200"), "{}", renewed.header("set-cookie"));
    let renewed = renewed.cookie();
    assert_eq!(api.get(&renewed, "/auth/user").await.header("set-cookie"), "");

    clock.forward(hours(22));
    for cookie in [browser, renewed] {
        assert!(api.get(&cookie, "/auth/user").await.expect(200).body["user"].is_null());
    }
}

#[tokio::test]
async fn a_forged_cookie_is_nobody() {
    let api = Api::start().await;
    let Caller::Cookie(good) = sign_in(&api, "admin").await else { unreachable!() };
    let last = if good.ends_with('A') { "B" } else { "A" };
    let unsigned = "registry_admin_session=eyJhbGciOiJub25lIn0.eyJzaWQiOiJ4In0.";
    for forged in
        [format!("{}{last}", &good[..good.len() - 1]), unsigned.to_owned(), "registry_admin_session=x".to_owned()]
    {
        api.get(&Caller::Cookie(forged), "/api/v1/users").await.expect_problem(401, "unauthenticated");
    }
}

#[tokio::test]
async fn pages_of_other_origins_cannot_use_the_session() {
    let api = Api::start().await;
    let browser = sign_in(&api, "admin").await;
    let post = async |headers: &[(&str, &str)]| {
        api.call_with(&browser, "POST", "/api/v1/groups", Some(json!({ "name": "g" })), headers).await
    };
    for origin in ["https://evil.example", "null", "http://registry.example:81"] {
        let headers = [("host", "registry.example"), ("origin", origin)];
        post(&headers).await.expect_problem(403, "cross_origin");
    }
    post(&[("host", "registry.example"), ("origin", "http://registry.example")]).await.expect(201);

    let allowed = [("host", "registry.example"), ("origin", "https://ui.example.org")];
    let reply = api.call_with(&browser, "GET", "/auth/user", None, &allowed).await.expect(200);
    assert_eq!(reply.header("access-control-allow-origin"), "https://ui.example.org");
    assert_eq!(reply.header("access-control-allow-credentials"), "true");
    let preflight = api.call_with(&Caller::Anonymous, "OPTIONS", "/api/v1/users", None, &allowed).await.expect(204);
    assert!(preflight.header("access-control-allow-methods").contains("PATCH"));
    let evil = [("host", "registry.example"), ("origin", "https://evil.example")];
    let refused = api.call_with(&Caller::Anonymous, "OPTIONS", "/api/v1/users", None, &evil).await.expect(403);
    assert_eq!(refused.header("access-control-allow-origin"), "");
}
