//! Whatever a request has much of, there is too much of it somewhere.

use std::iter;

use crate::support::{Api, Caller, Reply, SERVICE, admin};

const REALM: &str = "/api/v1/registry/auth";

#[track_caller]
fn expect_registry_error(reply: Reply, status: u16, code: &str) {
    let reply = reply.expect(status);
    assert_eq!(reply.body["errors"][0]["code"], code, "{}", reply.body);
}

#[tokio::test]
async fn a_url_has_a_limit() {
    let api = Api::start().await;
    let with_query = |path: &str, length: usize| format!("{path}?q={}", "x".repeat(length));
    api.get(&admin(), &with_query("/api/v1/users", 8_000)).await.expect(200);
    api.get(&admin(), &with_query("/api/v1/users", 17_000)).await.expect_problem(414, "uri_too_long");
    api.get(&Caller::Anonymous, &format!("/{}", "x".repeat(17_000))).await.expect_problem(414, "uri_too_long");
    expect_registry_error(api.get(&admin(), &with_query(REALM, 17_000)).await, 414, "UNSUPPORTED");
}

#[tokio::test]
async fn headers_have_a_limit() {
    let api = Api::start().await;
    let send = async |path: &str, length: usize| {
        let value = "x".repeat(length);
        api.call_with(&admin(), "GET", path, None, &[("x-a", value.as_str()), ("x-b", value.as_str())]).await
    };
    send("/api/v1/users", 7_000).await.expect(200);
    send("/api/v1/users", 9_000).await.expect_problem(431, "headers_too_large");
    expect_registry_error(send(REALM, 9_000).await, 431, "UNSUPPORTED");
}

#[tokio::test]
async fn a_form_of_the_realm_has_the_limit_of_all_bodies() {
    let api = Api::start().await;
    let scope = "x".repeat(70_000);
    expect_registry_error(api.post_form(&[("scope", &scope)]).await, 413, "UNSUPPORTED");
}

#[tokio::test]
async fn json_has_a_depth() {
    let api = Api::start().await;
    let nested = |depth: usize| iter::repeat_n("[", depth).chain(iter::repeat_n("]", depth)).collect::<String>();
    for depth in [200, 30_000] {
        for path in ["/api/v1/users", "/api/v1/groups", "/api/v1/access", "/auth/login", "/api/v1/deletions"] {
            let reply = api.send_text(&admin(), "POST", path, format!("{{\"name\":{}}}", nested(depth))).await;
            let reply = reply.expect_problem(400, "bad_request");
            assert!(reply.body["detail"].as_str().unwrap().contains("recursion limit"), "{}", reply.body);
        }
        let events = format!("{{\"events\":[{}]}}", nested(depth));
        api.send_text(&admin(), "POST", "/api/v1/registry/events", events).await.expect(204);
    }
}

#[tokio::test]
async fn a_request_for_a_token_has_so_many_scopes() {
    let api = Api::start().await;
    let scopes = |count: usize| (0..count).map(|number| format!("repository:a{number}:pull")).collect::<Vec<_>>();
    let repeated = |count| format!("{REALM}?service={SERVICE}&scope={}", scopes(count).join("&scope="));
    let joined = |count| format!("{REALM}?service={SERVICE}&scope={}", scopes(count).join("%20"));
    for path in [repeated(64), joined(64)] {
        api.get(&Caller::Anonymous, &path).await.expect(200);
    }
    for path in [repeated(65), joined(65)] {
        expect_registry_error(api.get(&Caller::Anonymous, &path).await, 400, "UNSUPPORTED");
    }
    let form = [("grant_type", "password"), ("username", "admin"), ("password", "x"), ("scope", &scopes(65).join(" "))];
    expect_registry_error(api.post_form(&form).await, 400, "UNSUPPORTED");
}

#[tokio::test]
async fn a_page_of_a_list_has_so_many_rows() {
    let api = Api::start().await;
    for list in ["users", "groups", "access", "refresh-tokens", "repositories", "tags"] {
        api.get(&admin(), &format!("/api/v1/{list}?limit=1000")).await.expect(200);
        api.get(&admin(), &format!("/api/v1/{list}?limit=1001")).await.expect_problem(400, "bad_request");
    }
}
