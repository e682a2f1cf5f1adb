//! What holds for every request.

use serde_json::json;

use crate::support::{Api, Caller, admin};

#[tokio::test]
async fn errors_of_the_framework_have_the_one_shape_too() {
    let api = Api::start().await;
    api.get(&admin(), "/api/v1/nothing").await.expect_problem(404, "not_found");
    api.get(&admin(), "/nothing").await.expect_problem(404, "not_found");
    api.call(&admin(), "PUT", "/api/v1/users", Some(json!({}))).await.expect_problem(405, "method_not_allowed");
    let reply = api.get(&admin(), "/api/v1/users/not-an-id").await.expect_problem(404, "not_found");
    insta::assert_json_snapshot!(reply.body, { ".request_id" => "[id]" });
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let api = Api::start().await;
    let body = json!({ "name": "x".repeat(70_000) });
    api.post(&admin(), "/api/v1/groups", body).await.expect_problem(413, "too_large");
}

#[tokio::test]
async fn an_id_of_a_proxy_is_kept_if_it_looks_like_one() {
    let api = Api::start().await;
    let id = |value: &'static str| [("x-request-id", value)];
    let reply = api.call_with(&Caller::Anonymous, "GET", "/ping", None, &id("abc-123_DEF")).await.expect(200);
    assert_eq!(reply.header("x-request-id"), "abc-123_DEF");
    let reply = api.call_with(&Caller::Anonymous, "GET", "/ping", None, &id("bad id\t<b>")).await.expect(200);
    assert_ne!(reply.header("x-request-id"), "bad id\t<b>");
}

#[tokio::test]
async fn the_description_is_served() {
    let api = Api::start().await;
    let reply = api.get(&Caller::Anonymous, "/api/v1/openapi.yaml").await.expect(200);
    assert_eq!(reply.body.as_str().unwrap(), app::http::openapi_yaml());
}

#[tokio::test]
async fn scripts_that_come_with_basic_are_challenged_with_basic() {
    let api = Api::start().await;
    let wrong = crate::support::with_password("admin", "wrong");
    let reply = api.get(&wrong, "/api/v1/users").await.expect_problem(401, "bad_credentials");
    assert!(reply.header("www-authenticate").starts_with("Basic "));
    let reply = api.get(&Caller::Anonymous, "/api/v1/users").await.expect_problem(401, "unauthenticated");
    assert!(reply.header("www-authenticate").starts_with("Session "));
}

#[tokio::test]
async fn what_is_not_part_of_the_user_interface_is_not_found() {
    let api = Api::start().await;
    api.get(&Caller::Anonymous, "/assets/missing.js").await.expect_problem(404, "not_found");
    api.get(&Caller::Anonymous, "/assets/../../Cargo.toml").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn the_user_interface_is_bound_to_its_own_origin() {
    let page = Api::start().await.get(&Caller::Anonymous, "/").await.expect(200);
    assert!(page.header("content-security-policy").starts_with("default-src 'none'; script-src 'self';"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("cache-control"), "no-cache");
}
