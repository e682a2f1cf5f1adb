//! Who was let in before is not let in by memory alone.

use serde_json::json;

use crate::support::{Api, admin, with_password};

const SCOPE: &str = "repository:team/app:pull";

#[tokio::test]
async fn a_changed_password_is_wrong_at_once() {
    let api = Api::start().await;
    let (id, alice) = api.user("alice", "user").await;
    for _ in 0..2 {
        api.granted(&alice, SCOPE).await;
    }
    api.patch(&admin(), &format!("/api/v1/users/{id}"), json!({ "password": "another password" })).await.expect(200);
    api.get(&alice, "/api/v1/registry/auth").await.expect(401);
    api.granted(&with_password("alice", "another password"), SCOPE).await;
}

#[tokio::test]
async fn a_disabled_or_removed_account_is_out_at_once() {
    let api = Api::start().await;
    let (id, alice) = api.user("alice", "user").await;
    let path = format!("/api/v1/users/{id}");
    api.granted(&alice, SCOPE).await;
    api.patch(&admin(), &path, json!({ "disabled": true })).await.expect(200);
    api.get(&alice, "/api/v1/registry/auth").await.expect(403);
    api.patch(&admin(), &path, json!({ "disabled": false })).await.expect(200);
    api.granted(&alice, SCOPE).await;
    api.delete(&admin(), &path).await.expect(204);
    api.get(&alice, "/api/v1/registry/auth").await.expect(401);
}

#[tokio::test]
async fn rules_and_groups_count_at_once() {
    let api = Api::start().await;
    let (id, alice) = api.user("alice", "user").await;
    let path = format!("/api/v1/users/{id}");
    let group = api.group("team").await;
    let access = api.access("a", json!({ "kind": "group", "id": group }), "team/*", &["pull"]).await;
    assert_eq!(api.granted(&alice, SCOPE).await, json!([]));
    api.patch(&admin(), &path, json!({ "groups": [group] })).await.expect(200);
    assert_eq!(api.granted(&alice, SCOPE).await[0]["actions"], json!(["pull"]));
    api.patch(&admin(), &format!("/api/v1/access/{access}"), json!({ "disabled": true })).await.expect(200);
    assert_eq!(api.granted(&alice, SCOPE).await, json!([]));
    api.patch(&admin(), &format!("/api/v1/access/{access}"), json!({ "disabled": false })).await.expect(200);
    assert_eq!(api.granted(&alice, SCOPE).await[0]["name"], "team/app");
    api.delete(&admin(), &format!("/api/v1/groups/{group}")).await.expect(204);
    assert_eq!(api.granted(&alice, SCOPE).await, json!([]));
}

#[tokio::test]
async fn a_revoked_refresh_token_is_worth_nothing_at_once() {
    let api = Api::start().await;
    let (_, alice) = api.user("alice", "user").await;
    let issued = api.get(&alice, "/api/v1/registry/auth?offline_token=true").await.expect(200);
    let secret = issued.body["refresh_token"].as_str().unwrap().to_owned();
    let form = [("grant_type", "refresh_token"), ("refresh_token", secret.as_str())];
    for _ in 0..2 {
        api.post_form(&form).await.expect(200);
    }
    let id = api.get(&alice, "/api/v1/refresh-tokens").await.body["items"][0]["id"].as_str().unwrap().to_owned();
    api.delete(&alice, &format!("/api/v1/refresh-tokens/{id}")).await.expect(204);
    api.post_form(&form).await.expect(401);
}
