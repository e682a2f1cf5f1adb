//! What is done through the API is told by the audit log.

use serde_json::{Value, json};

use crate::support::{ADMIN_PASSWORD, Api, Caller, PASSWORD, admin, person, with_password};

/// Action, login, name of the target, outcome and changes, such as `role: user -> admin`.
fn told(entry: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let change = |change: &Value| {
        format!("{}: {} -> {}", text(&change["field"]), text(&change["before"]), text(&change["after"]))
    };
    let changes: Vec<_> = entry["changes"].as_array().unwrap().iter().map(change).collect();
    let who = format!("{}:{}", text(&entry["actor"]["kind"]), text(&entry["actor"]["login"]));
    format!(
        "{} {who} {} {} [{}]",
        text(&entry["action"]),
        text(&entry["target"]["name"]),
        text(&entry["outcome"]),
        changes.join("; ")
    )
}

/// What is told after the first account was made, without the tokens.
async fn story(api: &Api) -> Vec<String> {
    let entries = api.audit().await;
    let sequences: Vec<_> = entries.iter().map(|entry| entry["sequence"].as_u64().unwrap()).collect();
    assert_eq!(sequences, (1..=entries.len() as u64).collect::<Vec<_>>());
    let first = told(&entries[0]);
    assert!(first.starts_with("user.create system: admin done"), "{first}");
    entries.iter().skip(1).map(told).collect()
}

#[tokio::test]
async fn a_user_is_made_changed_and_removed() {
    let api = Api::start().await;
    let group = api.group("team").await;
    let (id, _) = api.user("alice", "user").await;
    let path = format!("/api/v1/users/{id}");
    let change = json!({ "role": "manager", "groups": [group], "description": "on \"leave\"" });
    api.patch(&admin(), &path, change).await.expect(200);
    api.patch(&admin(), &path, json!({ "role": "manager" })).await.expect(200);
    api.patch(&admin(), &path, json!({ "password": "another horse battery" })).await.expect(200);
    api.access("hers", json!({ "kind": "user", "id": id }), "a/**", &["pull"]).await;
    api.delete(&admin(), &path).await.expect(204);
    let hers = "name: - -> hers; resource: - -> a/**; subject: - -> user alice";
    let expected = [
        "group.create user:admin team done [name: - -> team]",
        "user.create user:admin alice done [disabled: - -> false; login: - -> alice; must_change_password: - -> false; \
         name: - -> alice; role: - -> user]",
        "user.update user:admin alice done [description: - -> on \"leave\"; groups: - -> team; role: user -> manager]",
        "password.reset user:admin alice done []",
        &format!("access.create user:admin hers done [actions: - -> pull; disabled: - -> false; {hers}]"),
        "access.delete user:admin hers done [actions: pull -> -; disabled: false -> -; name: hers -> -; \
         resource: a/** -> -; subject: user alice -> -]",
        "user.delete user:admin alice done [description: on \"leave\" -> -; disabled: false -> -; groups: team -> -; \
         login: alice -> -; must_change_password: false -> -; name: alice -> -; role: manager -> -]",
    ];
    assert_eq!(story(&api).await, expected);
}

#[tokio::test]
async fn a_group_goes_with_its_members_and_accesses() {
    let api = Api::start().await;
    let group = api.group("team").await;
    let (id, _) = api.user("alice", "user").await;
    api.patch(&admin(), &format!("/api/v1/users/{id}"), json!({ "groups": [group] })).await.expect(200);
    let access = api.access("theirs", json!({ "kind": "group", "id": group }), "a", &["pull"]).await;
    let change = json!({ "actions": ["pull", "push"], "expires_at": "2099-01-01T00:00:00Z" });
    api.patch(&admin(), &format!("/api/v1/access/{access}"), change).await.expect(200);
    let path = format!("/api/v1/groups/{group}");
    api.patch(&admin(), &path, json!({ "name": "crew" })).await.expect(200);
    api.delete(&admin(), &path).await.expect(204);
    let story = story(&api).await;
    let expected = [
        "access.update user:admin theirs done [actions: pull -> pull,push; expires_at: - -> 2099-01-01T00:00:00Z]",
        "group.update user:admin team done [name: team -> crew]",
        "access.delete user:admin theirs done [actions: pull,push -> -; disabled: false -> -; \
         expires_at: 2099-01-01T00:00:00Z -> -; name: theirs -> -; resource: a -> -; subject: group crew -> -]",
        "group.delete user:admin crew done [name: crew -> -; members: alice -> -]",
    ];
    assert_eq!(story[story.len() - expected.len()..], expected);
}

#[tokio::test]
async fn who_comes_and_goes_and_who_is_turned_away() {
    let api = Api::start().await;
    let (_, alice) = api.user("alice", "user").await;
    let sign_in = |login: &str, password: &str| json!({ "login": login, "password": password });
    let browser = api.post(&Caller::Anonymous, "/auth/login", sign_in("alice", PASSWORD)).await.expect(200).cookie();
    api.post(&browser, "/auth/logout", json!({})).await.expect(204);
    for _ in 0..3 {
        api.post(&Caller::Anonymous, "/auth/login", sign_in("alice", "wrong")).await.expect(401);
    }
    api.get(&with_password("nobody", "wrong"), "/api/v1/users").await.expect(401);
    api.get(&with_password("a/b", "wrong"), "/api/v1/registry/auth").await.expect(401);
    let refresh = api.get(&alice, "/api/v1/registry/auth?offline_token=true&client_id=docker").await.expect(200);
    let secret = refresh.body["refresh_token"].as_str().unwrap();
    let tokens = api.get(&alice, "/api/v1/refresh-tokens").await.expect(200);
    let path = format!("/api/v1/refresh-tokens/{}", tokens.body["items"][0]["id"].as_str().unwrap());
    api.delete(&alice, &path).await.expect(204);
    api.post_form(&[("grant_type", "refresh_token"), ("refresh_token", secret), ("service", "container_registry")])
        .await
        .expect(401);
    let change = json!({ "old_password": PASSWORD, "new_password": "another horse battery" });
    api.call(&alice, "PUT", "/auth/user/password", Some(change)).await.expect(204);

    let story = story(&api).await;
    let inside: Vec<_> =
        story.iter().skip(1).filter(|line| !line.contains("refuse") && !line.contains("token.")).collect();
    assert_eq!(
        inside,
        [
            "session.open user:alice  done []",
            "session.close user:alice  done []",
            "password.change user:alice alice done []"
        ]
    );
    let tokens: Vec<_> = story.iter().filter(|line| line.contains("token.")).collect();
    assert_eq!(
        tokens,
        [
            "refresh_token.create user:alice docker done []",
            "refresh_token.revoke user:alice alice done []",
            "token.grant user:alice - done []"
        ]
    );
    let entries = api.audit().await;
    let refused = |login: &str| {
        let told =
            entries.iter().filter(|entry| entry["action"] == "sign_in.refuse" && entry["actor"]["login"] == login);
        told.map(|entry| entry["count"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((refused("alice"), refused("nobody"), refused("")), (vec![1, 2], vec![1], vec![1, 1]));
    let text = Value::from(entries).to_string();
    let Caller::Cookie(cookie) = browser else { unreachable!() };
    let cookie = cookie.split('=').nth(1).unwrap();
    for secret in [PASSWORD, ADMIN_PASSWORD, "another horse battery", "wrong", "a/b", secret, cookie] {
        assert!(!text.contains(secret), "{secret} is in the audit log");
    }
}

#[tokio::test]
async fn what_the_realm_decides_is_told_with_its_reason() {
    let api = Api::start().await;
    let (id, alice) = api.user("alice", "user").await;
    api.access("hers", json!({ "kind": "user", "id": id }), "a", &["pull"]).await;
    api.granted(&alice, "repository:a:pull").await;
    api.granted(&alice, "repository:a:pull,push").await;
    api.granted(&Caller::Anonymous, "repository:a:pull").await;
    let entries = api.audit().await;
    let decisions: Vec<_> =
        entries.iter().filter(|entry| entry["action"].as_str().unwrap().contains("token.")).collect();
    let story: Vec<_> = decisions.iter().map(|entry| told(entry)).collect();
    assert_eq!(
        story,
        [
            "token.grant user:alice a done [asked: - -> pull; granted: - -> pull]",
            "token.refuse user:alice a refused [asked: - -> pull,push; granted: - -> pull]",
            "token.refuse anonymous: a refused [asked: - -> pull; granted: - -> ]",
        ]
    );
    assert_eq!(decisions[0]["reason"], "pull is granted by the access \"hers\" on a");
    assert_eq!(decisions[1]["reason"], "push is refused: no access in force grants it");
    assert_eq!(decisions[0]["address"], "0.0.0.0");
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let api = Api::start().await;
    for login in ["alice", "bob", "carol"] {
        api.user(login, "user").await;
    }
    let page = async |query: &str| {
        let reply = api.get(&admin(), &format!("/api/v1/audit?{query}")).await.expect(200);
        let items = reply.body["items"].as_array().unwrap().iter().map(|entry| entry["sequence"].as_u64().unwrap());
        (items.collect::<Vec<_>>(), reply.body["has_more"].as_bool().unwrap(), reply.header("link").to_owned())
    };
    assert_eq!(page("").await, (vec![4, 3, 2, 1], false, String::new()));
    let link = "</api/v1/audit?limit=2&offset=2>; rel=\"next\"".to_owned();
    assert_eq!(page("limit=2").await, (vec![4, 3], true, link));
    assert_eq!(page("before=4&sort=sequence").await.0, [1, 2, 3]);
    assert_eq!(page("after=2").await.0, [4, 3]);
    assert_eq!(page("target=bob").await.0, [3]);
    assert_eq!(page("actor=admin&action=user.create&action=user.delete&outcome=done").await.0, [4, 3, 2]);
    assert_eq!(page("address=192.0.2.1").await.0, [0; 0]);
    assert_eq!(page("until=2020-01-01T00:00:00Z").await.0, [0; 0]);
    assert_eq!(page("from=2020-01-01T00:00:00Z&q=CAR").await.0, [4]);
    for wrong in ["action=user.promote", "outcome=maybe", "address=home", "sort=at", "limit=1001", "user=bob"] {
        api.get(&admin(), &format!("/api/v1/audit?{wrong}")).await.expect_problem(400, "bad_request");
    }
}

#[tokio::test]
async fn an_export_is_the_list() {
    let api = Api::start().await;
    api.user("alice", "user").await;
    let list = api.audit().await;
    let reply = api.get(&admin(), "/api/v1/audit/export").await.expect(200);
    assert_eq!(reply.header("content-type"), "application/x-ndjson");
    let lines = reply.body.as_str().unwrap();
    assert!(lines.ends_with('\n'));
    let exported: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(exported, list);
    let of_alice = api.get(&admin(), "/api/v1/audit/export?target=alice").await.expect(200);
    assert_eq!(of_alice.body["target"]["name"], "alice", "one line alone is JSON");
    api.get(&person("alice"), "/api/v1/audit/export").await.expect(403);
}
