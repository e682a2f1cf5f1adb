use serde_json::{Value, json};

use crate::support::{Api, Caller, PASSWORD, SERVICE, admin, claims, person, with_password};

const REALM: &str = "/api/v1/registry/auth";

fn grant(name: &str, actions: &[&str]) -> Value {
    json!([{ "type": "repository", "name": name, "actions": actions }])
}

#[tokio::test]
async fn a_token_says_who_may_do_what_for_how_long() {
    let api = Api::start().await;
    let (_, alice) = api.user("alice", "user").await;
    api.access("pull", json!({ "kind": "registered_users" }), "team/app", &["pull"]).await;
    let path = format!("{REALM}?service={SERVICE}&scope=repository:team/app:pull&account=mallory&client_id=docker");
    let reply = api.get(&alice, &path).await.expect(200);
    assert_eq!(reply.body["token"], reply.body["access_token"]);
    assert_eq!(reply.body["expires_in"], 60);
    assert!(reply.body["issued_at"].as_str().unwrap().ends_with('Z'));
    assert!(reply.body.get("refresh_token").is_none());
    assert_eq!(reply.header("cache-control"), "no-store");

    let claims = claims(&reply);
    assert_eq!(claims["iss"], "test_issuer");
    assert_eq!(claims["sub"], "alice");
    assert_eq!(claims["aud"], SERVICE);
    assert_eq!(claims["access"], grant("team/app", &["pull"]));
    let number = |name: &str| claims[name].as_i64().unwrap();
    assert_eq!(number("exp") - number("iat"), 60);
    assert_eq!(number("iat") - number("nbf"), 10);
    assert!(claims["jti"].as_str().unwrap().len() >= 22);
}

#[tokio::test]
async fn a_reader_who_asks_for_more_gets_pull_only() {
    let api = Api::start().await;
    let (alice, caller) = api.user("alice", "user").await;
    api.access("pull", json!({ "kind": "user", "id": alice }), "team/app", &["pull"]).await;
    for actions in ["pull,push,delete,*", "*", "push,pull", "pull,fly,PUSH"] {
        let granted = api.granted(&caller, &format!("repository:team/app:{actions}")).await;
        assert_eq!(granted, grant("team/app", &["pull"]), "{actions}");
    }
    assert_eq!(api.granted(&caller, "repository:team/app:push").await, json!([]));
    assert_eq!(api.granted(&caller, "repository:team/ap--p:pull").await, json!([]));
}

#[tokio::test]
async fn scopes_may_be_repeated_joined_doubled_and_hold_ports() {
    let api = Api::start().await;
    api.access("all", json!({ "kind": "anyone" }), "**", &["pull"]).await;
    let path = format!(
        "{REALM}?scope=repository:a:pull&scope=repository:b:pull%20repository:a:pull,push\
         &scope=repository:host:5000/c:pull&scope=repository(plugin):d:pull&scope=&scope=cloud:thing:use"
    );
    let access = claims(&api.get(&Caller::Anonymous, &path).await.expect(200))["access"].clone();
    let names: Vec<_> = access.as_array().unwrap().iter().map(|grant| grant["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["a", "b", "host:5000/c", "d"]);
    assert!(access.as_array().unwrap().iter().all(|grant| grant["actions"] == json!(["pull"])));
    let alias = api.get(&Caller::Anonymous, "/api/v1/auth?scope=repository:a:pull").await.expect(200);
    assert_eq!(claims(&alias)["access"], grant("a", &["pull"]));
}

#[tokio::test]
async fn nobody_gets_what_anyone_may_and_no_name() {
    let api = Api::start().await;
    api.access("public", json!({ "kind": "anyone" }), "public/*", &["pull"]).await;
    let path = format!("{REALM}?scope=repository:public/app:pull,push&account=admin");
    let reply = api.get(&Caller::Anonymous, &path).await.expect(200);
    assert_eq!(claims(&reply)["sub"], "");
    assert_eq!(claims(&reply)["access"], grant("public/app", &["pull"]));
    let (_, alice) = api.user("alice", "user").await;
    assert_eq!(api.granted(&alice, "repository:public/app:pull").await, grant("public/app", &["pull"]));
}

#[tokio::test]
async fn who_cannot_be_somebody_is_not_nobody() {
    let api = Api::start().await;
    let (id, _) = api.user("alice", "user").await;
    let path = format!("{REALM}?scope=repository:a:pull");
    for (login, password) in [("alice", "wrong"), ("nobody", PASSWORD), ("alice", ""), ("", ""), ("", PASSWORD)] {
        let reply = api.get(&with_password(login, password), &path).await.expect(401);
        assert!(reply.header("www-authenticate").starts_with("Basic "));
        assert_eq!(reply.header("content-type"), "application/json");
        let error = json!({ "code": "UNAUTHORIZED", "message": "incorrect username or password", "detail": null });
        assert_eq!(reply.body, json!({ "errors": [error] }));
    }
    let malformed = [("authorization", "Basic !!")];
    api.call_with(&Caller::Anonymous, "GET", &path, None, &malformed).await.expect(401);

    api.patch(&admin(), &format!("/api/v1/users/{id}"), json!({ "disabled": true })).await.expect(200);
    let reply = api.get(&person("alice"), &path).await.expect(403);
    assert_eq!(reply.body["errors"][0]["code"], "DENIED");
    assert_eq!(reply.body["errors"][0]["detail"], "account_disabled");
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused() {
    let api = Api::start().await;
    let many = vec!["repository:a:pull"; 65].join("%20");
    for query in [
        "service=another",
        "scope=repository",
        "scope=repository:a",
        "scope=repository:A:pull",
        "scope=repository::pull",
        "scope=repository:../a:pull",
        "scope=repository:a%00:pull",
        "scope=Repository:a:pull",
        &format!("scope={many}"),
    ] {
        let reply = api.get(&admin(), &format!("{REALM}?{query}")).await.expect(400);
        assert_eq!(reply.body["errors"][0]["code"], "UNSUPPORTED", "{query}");
    }
    let wrong_method = api.call(&admin(), "DELETE", REALM, None).await.expect(405);
    assert!(wrong_method.body["errors"].is_array());
}

#[tokio::test]
async fn a_client_cannot_choose_how_long_a_token_lives() {
    let api = Api::start().await;
    let reply = api.get(&admin(), &format!("{REALM}?expire=99999999&expires_in=99999999")).await.expect(200);
    let claims = claims(&reply);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
}

#[tokio::test]
async fn quotes_are_nothing_special() {
    let api = Api::start().await;
    api.access("a", json!({ "kind": "anyone" }), "public", &["pull"]).await;
    let granted = api.granted(&Caller::Anonymous, "repository:public:pull','push").await;
    assert_eq!(granted, json!([]));
    let names = ["team/update-service", "select/union", "007"];
    for name in names {
        api.access(name, json!({ "kind": "registered_users" }), name, &["pull"]).await;
        assert_eq!(api.granted(&admin(), &format!("repository:{name}:pull")).await, grant(name, &["pull"]));
    }
}

#[tokio::test]
async fn the_form_gives_tokens_too() {
    let api = Api::start().await;
    let (alice, _) = api.user("alice", "user").await;
    api.access("a", json!({ "kind": "user", "id": alice }), "a", &["pull", "push"]).await;
    let base = [("grant_type", "password"), ("username", "alice"), ("service", SERVICE), ("client_id", "containerd")];
    let mut fields = base.to_vec();
    fields.extend([("password", PASSWORD), ("scope", "repository:a:pull repository:a:pull,push repository:b:pull")]);
    let reply = api.post_form(&fields).await.expect(200);
    assert_eq!(reply.body["scope"], "repository:a:pull,push");
    assert_eq!(claims(&reply)["sub"], "alice");
    assert!(reply.body.get("refresh_token").is_none());

    let mut wrong = base.to_vec();
    wrong.push(("password", "wrong"));
    api.post_form(&wrong).await.expect(401);
    for bad in
        [vec![("grant_type", "password")], vec![("grant_type", "refresh_token")], vec![("grant_type", "magic")], vec![]]
    {
        assert_eq!(api.post_form(&bad).await.expect(400).body["errors"][0]["code"], "UNSUPPORTED");
    }
}

#[tokio::test]
async fn refresh_tokens_are_given_used_listed_and_revoked() {
    let api = Api::start().await;
    let (_, alice) = api.user("alice", "user").await;
    let issued = api.get(&alice, &format!("{REALM}?offline_token=true&client_id=docker")).await.expect(200);
    let secret = issued.body["refresh_token"].as_str().unwrap().to_owned();
    let form = [("grant_type", "refresh_token"), ("refresh_token", secret.as_str()), ("service", SERVICE)];
    let reply = api.post_form(&form).await.expect(200);
    assert_eq!(claims(&reply)["sub"], "alice");

    let list = api.get(&alice, "/api/v1/refresh-tokens").await.expect(200);
    insta::assert_json_snapshot!(list.body, {
        ".items[].id" => "[id]", ".items[].user.id" => "[id]",
        ".items[].created_at" => "[time]", ".items[].last_used_at" => "[time]",
    });
    assert!(!list.body.to_string().contains(&secret));
    let id = list.body["items"][0]["id"].as_str().unwrap();
    api.delete(&alice, &format!("/api/v1/refresh-tokens/{id}")).await.expect(204);
    api.delete(&alice, &format!("/api/v1/refresh-tokens/{id}")).await.expect_problem(404, "not_found");
    assert_eq!(api.post_form(&form).await.expect(401).body["errors"][0]["code"], "UNAUTHORIZED");
}

#[tokio::test]
async fn an_account_keeps_its_newest_hundred_refresh_tokens() {
    let api = Api::start().await;
    let (_, alice) = api.user("alice", "user").await;
    let path = format!("{REALM}?offline_token=true");
    let oldest = api.get(&alice, &path).await.expect(200).body["refresh_token"].as_str().unwrap().to_owned();
    for _ in 0..100 {
        api.get(&alice, &path).await.expect(200);
    }
    assert_eq!(api.get(&alice, "/api/v1/refresh-tokens").await.expect(200).body["total"], 100);
    api.post_form(&[("grant_type", "refresh_token"), ("refresh_token", &oldest)]).await.expect(401);
}

#[tokio::test]
async fn a_refresh_token_does_not_breed() {
    let api = Api::start().await;
    let (_, alice) = api.user("alice", "user").await;
    let issued = api.get(&alice, &format!("{REALM}?offline_token=true")).await.expect(200);
    let secret = issued.body["refresh_token"].as_str().unwrap().to_owned();
    let form = [("grant_type", "refresh_token"), ("refresh_token", secret.as_str()), ("access_type", "offline")];
    assert!(api.post_form(&form).await.expect(200).body.get("refresh_token").is_none());
}

#[tokio::test]
async fn anonymous_clients_get_no_refresh_token() {
    let api = Api::start().await;
    let issued = api.get(&Caller::Anonymous, &format!("{REALM}?offline_token=true")).await.expect(200);
    assert!(issued.body.get("refresh_token").is_none());
}

#[tokio::test]
async fn a_refresh_token_is_worth_no_more_than_its_user() {
    let api = Api::start().await;
    let (id, alice) = api.user("alice", "user").await;
    api.access("a", json!({ "kind": "user", "id": id }), "a", &["pull"]).await;
    let issued = api.get(&alice, &format!("{REALM}?access_type=offline")).await.expect(200);
    let secret = issued.body["refresh_token"].as_str().unwrap().to_owned();
    let form = [("grant_type", "refresh_token"), ("refresh_token", secret.as_str()), ("scope", "repository:a:*")];
    assert_eq!(claims(&api.post_form(&form).await.expect(200))["access"], grant("a", &["pull"]));
    api.delete(&admin(), &format!("/api/v1/users/{id}")).await.expect(204);
    api.post_form(&form).await.expect(401);
}

#[tokio::test]
async fn the_catalogue_is_for_admins() {
    let api = Api::start().await;
    let (_, manager) = api.user("manager", "manager").await;
    let scope = "registry:catalog:*";
    let whole = json!([{ "type": "registry", "name": "catalog", "actions": ["*"] }]);
    assert_eq!(api.granted(&admin(), scope).await, whole);
    assert_eq!(api.granted(&manager, scope).await, json!([]));
    assert_eq!(api.granted(&Caller::Anonymous, scope).await, json!([]));
}
