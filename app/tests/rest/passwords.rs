use serde_json::json;

use crate::support::{Api, PASSWORD, admin, hours, with_password};

async fn with_default_password() -> Api {
    let sessions = app::services::SessionSettings { jwt_ttl: hours(1), cookie_ttl: hours(24) };
    Api::with("admin", sessions, std::sync::Arc::new(adapters::SystemClock)).await
}

#[tokio::test]
async fn the_default_password_is_good_for_its_change_only() {
    let api = with_default_password().await;
    let default = with_password("admin", "admin");
    api.get(&default, "/api/v1/users").await.expect_problem(403, "password_change_required");
    let user = api.get(&default, "/auth/user").await.expect(200);
    assert_eq!(user.body["user"]["must_change_password"], true);
    let realm = api.get(&default, "/api/v1/registry/auth?scope=repository:a:pull").await.expect(403);
    insta::assert_json_snapshot!(realm.body);

    let change = json!({ "old_password": "admin", "new_password": "my own password" });
    api.call(&default, "PUT", "/auth/user/password", Some(change)).await.expect(204);
    api.get(&default, "/api/v1/users").await.expect_problem(401, "bad_credentials");
    api.get(&with_password("admin", "my own password"), "/api/v1/users").await.expect(200);
}

#[tokio::test]
async fn the_own_password_changes_by_the_rules() {
    let api = Api::start().await;
    let (_, alice) = api.user("alice-smith", "user").await;
    let change = async |old: &str, new: &str| {
        let body = json!({ "old_password": old, "new_password": new });
        api.call(&alice, "PUT", "/auth/user/password", Some(body)).await
    };
    let wrong = change("wrong password", "another password").await.expect_problem(422, "invalid");
    assert_eq!(wrong.wrong_values(), ["/old_password"]);
    for bad in ["short", PASSWORD, "Alice-Smith", "password123", &"x".repeat(73)] {
        let reply = change(PASSWORD, bad).await.expect_problem(422, "invalid");
        assert_eq!(reply.wrong_values(), ["/new_password"], "{bad}");
    }
    change(PASSWORD, "another password").await.expect(204);
    api.get(&with_password("alice-smith", "another password"), "/auth/user").await.expect(200);
}

#[tokio::test]
async fn a_changed_password_ends_other_sessions_and_refresh_tokens() {
    let api = Api::start().await;
    let (_, alice) = api.user("alice", "user").await;
    let login = json!({ "login": "alice", "password": PASSWORD });
    let here = api.post(&crate::support::Caller::Anonymous, "/auth/login", login.clone()).await.expect(200).cookie();
    let there = api.post(&crate::support::Caller::Anonymous, "/auth/login", login).await.expect(200).cookie();
    let issued = api.get(&alice, "/api/v1/registry/auth?offline_token=true").await.expect(200);
    let refresh = issued.body["refresh_token"].as_str().unwrap().to_owned();
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    api.post_form(&form).await.expect(200);

    let body = json!({ "old_password": PASSWORD, "new_password": "another password" });
    api.call(&here, "PUT", "/auth/user/password", Some(body)).await.expect(204);
    assert!(!api.get(&here, "/auth/user").await.body["user"].is_null());
    assert!(api.get(&there, "/auth/user").await.body["user"].is_null());
    api.post_form(&form).await.expect(401);
}

#[tokio::test]
async fn who_has_it_reset_by_an_admin_may_be_told_to_change_it() {
    let api = Api::start().await;
    let (id, _) = api.user("alice", "user").await;
    let change = json!({ "password": "for the first time", "must_change_password": true });
    api.patch(&admin(), &format!("/api/v1/users/{id}"), change).await.expect(200);
    let alice = with_password("alice", "for the first time");
    api.get(&alice, "/api/v1/refresh-tokens").await.expect_problem(403, "password_change_required");
}
