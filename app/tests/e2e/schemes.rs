//! Cookies and promises of HTTPS go with how the browser really came.

use serde_json::json;

use crate::harness::server::ADMIN;
use crate::harness::{Answer, Server, http};

/// Signs in by plain HTTP, with what a proxy says of how it was asked.
fn sign_in(server: &Server, forwarded: Option<&str>) -> Answer {
    let body = json!({ "login": ADMIN.login, "password": ADMIN.password }).to_string();
    let forwarded = forwarded.map(|proto| ("x-forwarded-proto", proto));
    let headers: Vec<_> = [("content-type", "application/json")].into_iter().chain(forwarded).collect();
    http::send("POST", &server.url("/auth/login"), &headers, Some(body)).expect(200)
}

#[test]
fn a_cookie_keeps_to_https_where_the_browser_came_by_it() {
    let direct = Server::start(&[]);
    let behind = Server::start(&["--http.trusted-proxies=127.0.0.1"]);
    for (server, forwarded, by_https) in [
        (&direct, None, false),
        (&direct, Some("https"), false),
        (&behind, None, false),
        (&behind, Some("http"), false),
        (&behind, Some("https"), true),
        (&behind, Some("http, https"), true),
        (&behind, Some("https, http"), false),
    ] {
        let answer = sign_in(server, forwarded);
        let cookie = answer.header("set-cookie");
        for flag in ["; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=86400"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        assert_eq!(cookie.contains("; Secure"), by_https, "{forwarded:?}: {cookie}");
        let promise = answer.header("strict-transport-security");
        assert_eq!(promise, if by_https { "max-age=31536000" } else { "" }, "{forwarded:?}");
    }
}
