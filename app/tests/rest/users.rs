use serde_json::json;

use crate::support::{Api, PASSWORD, admin, with_password};

#[tokio::test]
async fn an_account_is_made_read_changed_and_removed() {
    let api = Api::start().await;
    let group = api.group("developers").await;
    let body = json!({ "login": "alice", "name": "Alice Smith", "password": PASSWORD, "groups": [group] });
    let made = api.post(&admin(), "/api/v1/users", body).await.expect(201);
    let path = made.header("location").to_owned();
    assert_eq!(path, format!("/api/v1/users/{}", made.id()));
    insta::assert_json_snapshot!(made.body, {
        ".id" => "[id]", ".groups[].id" => "[id]", ".created_at" => "[time]"
    });

    assert_eq!(api.get(&admin(), &path).await.expect(200).body, made.body);
    let changed = api.patch(&admin(), &path, json!({ "name": "Alice Jones", "groups": [] })).await.expect(200);
    assert_eq!(changed.body["name"], "Alice Jones");
    assert_eq!(changed.body["groups"], json!([]));
    assert_eq!(changed.body["login"], "alice");

    api.delete(&admin(), &path).await.expect(204);
    api.get(&admin(), &path).await.expect_problem(404, "not_found");
    api.delete(&admin(), &path).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn no_answer_holds_a_password_or_hash() {
    let api = Api::start().await;
    let (id, alice) = api.user("alice", "admin").await;
    for path in ["/api/v1/users", &format!("/api/v1/users/{id}"), "/auth/user"] {
        let text = api.get(&alice, path).await.expect(200).body.to_string();
        assert!(!text.contains("argon2") && !text.contains(PASSWORD) && !text.contains("hash"), "{text}");
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let api = Api::start().await;
    let body = json!({
        "login": "a b", "name": " ", "password": "short", "groups": ["nonsense"], "description": "x".repeat(2001),
    });
    let reply = api.post(&admin(), "/api/v1/users", body).await.expect_problem(422, "invalid");
    assert_eq!(reply.wrong_values(), ["/login", "/name", "/password", "/groups/0", "/description"]);
    insta::assert_json_snapshot!(reply.body, { ".request_id" => "[id]" });

    let unknown = "00000000-0000-4000-8000-000000000000";
    let body = json!({ "login": "alice", "password": PASSWORD, "groups": [unknown] });
    let reply = api.post(&admin(), "/api/v1/users", body).await.expect_problem(422, "invalid");
    assert_eq!(reply.wrong_values(), ["/groups/0"]);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_told_apart() {
    let api = Api::start().await;
    let path = "/api/v1/users";
    let reply = api.post(&admin(), path, json!({ "login": "alice", "pasword": "x" })).await;
    let reply = reply.expect_problem(400, "bad_request");
    assert!(!reply.body["detail"].as_str().unwrap().contains("NewUser"), "{}", reply.body);
    let body = json!({ "login": "alice", "password": PASSWORD, "role": "root" });
    api.post(&admin(), path, body).await.expect_problem(400, "bad_request");
    let json = [("content-type", "text/plain")];
    api.call_with(&admin(), "POST", path, None, &json).await.expect_problem(415, "unsupported_media_type");
}

#[tokio::test]
async fn a_login_is_unique_and_may_be_a_number() {
    let api = Api::start().await;
    let (first, one) = api.user("1", "user").await;
    assert_eq!(api.get(&one, "/auth/user").await.body["user"]["id"], first);
    let body = json!({ "login": "1", "password": PASSWORD });
    let reply = api.post(&admin(), "/api/v1/users", body).await.expect_problem(409, "conflict");
    assert_eq!(reply.wrong_values(), ["/login"]);
    let (second, _) = api.user("2", "user").await;
    let path = format!("/api/v1/users/{second}");
    api.patch(&admin(), &path, json!({ "login": "1" })).await.expect_problem(409, "conflict");
}

#[tokio::test]
async fn the_last_enabled_admin_stays() {
    let api = Api::start().await;
    let me = api.get(&admin(), "/auth/user").await.body["user"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/users/{me}");
    for change in [json!({ "role": "manager" }), json!({ "disabled": true })] {
        api.patch(&admin(), &path, change).await.expect_problem(409, "last_admin");
    }
    api.delete(&admin(), &path).await.expect_problem(409, "last_admin");

    let (_, second) = api.user("second", "admin").await;
    api.patch(&second, &path, json!({ "role": "user" })).await.expect(200);
    api.get(&admin(), "/api/v1/users").await.expect_problem(403, "forbidden");
}

#[tokio::test]
async fn a_change_without_a_password_keeps_the_password() {
    let api = Api::start().await;
    let (id, alice) = api.user("alice", "user").await;
    api.patch(&admin(), &format!("/api/v1/users/{id}"), json!({ "description": "it's 'quoted'" })).await.expect(200);
    let user = api.get(&alice, "/auth/user").await.expect(200).body["user"].clone();
    assert_eq!(user["description"], "it's 'quoted'");
}

#[tokio::test]
async fn a_new_login_or_password_is_in_force_at_once() {
    let api = Api::start().await;
    let (id, alice) = api.user("alice", "user").await;
    let path = format!("/api/v1/users/{id}");
    let change = json!({ "login": "alicia", "password": "another password" });
    api.patch(&admin(), &path, change).await.expect(200);
    api.get(&alice, "/auth/user").await.expect_problem(401, "bad_credentials");
    api.get(&with_password("alicia", "another password"), "/auth/user").await.expect(200);
    api.patch(&admin(), &path, json!({ "password": "alicia" })).await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn lists_are_searched_sorted_filtered_and_paged() {
    let api = Api::start().await;
    let group = api.group("g").await;
    for login in ["bob", "carol", "dave"] {
        api.user(login, "user").await;
    }
    let body =
        json!({ "login": "mallory", "password": PASSWORD, "role": "manager", "groups": [group], "disabled": true });
    api.post(&admin(), "/api/v1/users", body).await.expect(201);
    let logins = async |query: &str| -> Vec<String> {
        let reply = api.get(&admin(), &format!("/api/v1/users?{query}")).await.expect(200);
        let login = |item: &serde_json::Value| item["login"].as_str().unwrap().to_owned();
        reply.body["items"].as_array().unwrap().iter().map(login).collect()
    };
    assert_eq!(logins("sort=-login").await, ["mallory", "dave", "carol", "bob", "admin"]);
    assert_eq!(logins("sort=-role,login&limit=3").await, ["admin", "mallory", "bob"]);
    assert_eq!(logins("q=A&sort=login").await, ["admin", "carol", "dave", "mallory"]);
    assert_eq!(logins("q=%25").await, Vec::<String>::new());
    assert_eq!(logins("role=manager&role=admin&sort=login").await, ["admin", "mallory"]);
    assert_eq!(logins(&format!("group={group}")).await, ["mallory"]);
    assert_eq!(logins("disabled=true").await, ["mallory"]);

    let first = api.get(&admin(), "/api/v1/users?sort=login&limit=2").await.expect(200);
    assert_eq!(first.body["total"], 5);
    let link = first.header("link").to_owned();
    assert_eq!(link, "</api/v1/users?sort=login&limit=2&offset=2>; rel=\"next\"");
    assert_eq!(logins("sort=login&limit=2&offset=4").await, ["mallory"]);
    assert_eq!(api.get(&admin(), "/api/v1/users?limit=2&offset=4").await.header("link"), "");
}

#[tokio::test]
async fn a_question_that_is_not_understood_lists_nothing() {
    let api = Api::start().await;
    for query in ["roles=admin", "sort=password", "sort=login%3BDROP", "limit=0", "limit=x", "offset=-1", "id=7"] {
        let reply = api.get(&admin(), &format!("/api/v1/users?{query}")).await.expect_problem(400, "bad_request");
        let detail = reply.body["detail"].as_str().unwrap();
        let name = query.split('=').next().unwrap();
        assert!(detail.contains(name) || detail.contains('7') || detail.contains("sort"), "{detail}");
    }
}

#[tokio::test]
async fn only_the_revision_that_was_read_is_changed() {
    let api = Api::start().await;
    let (id, _) = api.user("alice", "user").await;
    let path = format!("/api/v1/users/{id}");
    let seen = api.get(&admin(), &path).await.header("etag").to_owned();
    let change = |name: &str| Some(json!({ "name": name }));
    let if_match = [("if-match", seen.as_str())];
    let changed = api.call_with(&admin(), "PATCH", &path, change("A"), &if_match).await.expect(200);
    assert_ne!(changed.header("etag"), seen);
    api.call_with(&admin(), "PATCH", &path, change("B"), &if_match).await.expect_problem(412, "stale");
    api.call_with(&admin(), "DELETE", &path, None, &if_match).await.expect_problem(412, "stale");
    assert_eq!(api.get(&admin(), &path).await.body["name"], "A");
}

#[tokio::test]
async fn everybody_may_read_the_own_account() {
    let api = Api::start().await;
    let (id, alice) = api.user("alice", "user").await;
    assert_eq!(api.get(&alice, &format!("/api/v1/users/{id}")).await.expect(200).body["login"], "alice");
}
