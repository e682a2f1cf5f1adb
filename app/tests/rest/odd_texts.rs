//! Texts with U+0000, which no store is given.

use serde_json::json;

use crate::support::{Api, PASSWORD, admin};

#[tokio::test]
async fn a_description_that_cannot_be_stored_is_named() {
    let api = Api::start().await;
    let body = json!({ "name": "team", "description": "\0" });
    let reply = api.post(&admin(), "/api/v1/groups", body).await;
    assert_eq!(reply.expect_problem(422, "invalid").wrong_values(), ["/description"]);
    let reply = api
        .post(
            &admin(),
            "/api/v1/users",
            json!({ "login": "\0", "password": PASSWORD, "role": "user", "description": "\0\0" }),
        )
        .await;
    assert!(reply.expect_problem(422, "invalid").wrong_values().contains(&"/description"));
    let body = json!({ "name": "team", "description": "tab\t, end\n, \u{1}\u{7f}\u{fffd}🦀" });
    api.post(&admin(), "/api/v1/groups", body).await.expect(201);
}

#[tokio::test]
async fn nothing_is_searched_for_that_cannot_be_there() {
    let api = Api::start().await;
    for path in ["/api/v1/users?q=a%00", "/api/v1/audit?actor=%00", "/api/v1/audit/export?target=%00&q=b"] {
        let reply = api.get(&admin(), path).await.expect_problem(400, "bad_request");
        assert!(reply.body["detail"].as_str().unwrap().contains("U+0000"), "{}", reply.body);
    }
    api.get(&admin(), "/api/v1/users?q=%01%EF%BF%BD").await.expect(200);
}
