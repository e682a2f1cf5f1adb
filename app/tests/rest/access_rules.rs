use serde_json::{Value, json};

use crate::support::{Api, Caller, PASSWORD, admin, person};

#[tokio::test]
async fn an_access_is_made_read_changed_and_removed() {
    let api = Api::start().await;
    let group = api.group("developers").await;
    let body = json!({
        "name": "Developers push", "subject": { "kind": "group", "id": group }, "resource": "team/**",
        "actions": ["push", "pull"], "expires_at": "2099-01-31T12:00:00+02:00",
    });
    let made = api.post(&admin(), "/api/v1/access", body).await.expect(201);
    insta::assert_json_snapshot!(made.body, { ".id" => "[id]", ".subject.id" => "[id]" });
    let path = made.header("location").to_owned();
    assert_eq!(api.get(&admin(), &path).await.expect(200).body, made.body);

    let changed = api.patch(&admin(), &path, json!({ "actions": ["*"], "expires_at": null })).await.expect(200);
    assert_eq!(changed.body["actions"], json!(["pull", "push", "delete"]));
    assert_eq!(changed.body["expires_at"], Value::Null);
    assert_eq!(changed.body["resource"], "team/**");
    let change = Some(json!({ "name": "x" }));
    let seen = made.header("etag").to_owned();
    api.call_with(&admin(), "PATCH", &path, change, &[("if-match", &seen)]).await.expect_problem(412, "stale");

    api.delete(&admin(), &path).await.expect(204);
    api.get(&admin(), &path).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn an_access_that_makes_no_sense_is_refused() {
    let api = Api::start().await;
    let post = async |body: Value| api.post(&admin(), "/api/v1/access", body).await;
    let reply = post(json!({ "name": "", "subject": { "kind": "user" }, "resource": "a**", "actions": [] })).await;
    let reply = reply.expect_problem(422, "invalid");
    assert_eq!(reply.wrong_values(), ["/name", "/subject/id", "/resource", "/actions"]);

    let unknown = "00000000-0000-4000-8000-000000000000";
    for (kind, id) in [("user", unknown), ("group", unknown), ("group", "1"), ("anyone", unknown)] {
        let body = json!({ "name": "n", "subject": { "kind": kind, "id": id }, "resource": "a", "actions": ["pull"] });
        assert_eq!(post(body).await.expect_problem(422, "invalid").wrong_values(), ["/subject/id"]);
    }
    let body =
        |name: &str| json!({ "name": name, "subject": { "kind": "anyone" }, "resource": "a", "actions": ["pull"] });
    post(body("same")).await.expect(201);
    assert_eq!(post(body("same")).await.expect_problem(409, "conflict").wrong_values(), ["/name"]);
}

#[tokio::test]
async fn accesses_are_filtered_by_whom_they_are_for() {
    let api = Api::start().await;
    let (alice, _) = api.user("alice", "user").await;
    let group = api.group("developers").await;
    api.access("of alice", json!({ "kind": "user", "id": alice }), "a", &["pull"]).await;
    api.access("of developers", json!({ "kind": "group", "id": group }), "b", &["pull"]).await;
    api.access("of registered", json!({ "kind": "registered_users" }), "c", &["pull"]).await;
    api.access("of anyone", json!({ "kind": "anyone" }), "d", &["pull"]).await;
    let found = async |query: &str| -> Vec<Value> {
        let reply = api.get(&admin(), &format!("/api/v1/access?sort=name&{query}")).await.expect(200);
        reply.body["items"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect()
    };
    assert_eq!(found(&format!("user={alice}")).await, ["of alice"]);
    assert_eq!(found(&format!("user={alice}&group={group}")).await, ["of alice", "of developers"]);
    assert_eq!(found("registered_users=true").await, ["of registered"]);
    assert_eq!(found("anyone=true").await, ["of anyone"]);
    assert_eq!(found("q=DEV").await, ["of developers"]);
    let list = api.get(&admin(), "/api/v1/access?sort=name").await.expect(200);
    insta::assert_json_snapshot!(list.body, { ".items[].id" => "[id]", ".items[].subject.id" => "[id]" });
}

#[tokio::test]
async fn a_decision_explains_itself() {
    let api = Api::start().await;
    let group = api.group("developers").await;
    let body = json!({ "login": "alice", "password": PASSWORD, "groups": [group] });
    api.post(&admin(), "/api/v1/users", body).await.expect(201);
    api.access("Developers pull", json!({ "kind": "group", "id": group }), "team/*", &["pull"]).await;
    let path = "/api/v1/access/explain?scope=repository:team/app:pull,push%20registry:catalog:*";
    let own = api.get(&person("alice"), path).await.expect(200);
    insta::assert_json_snapshot!(own.body, { ".decisions[].verdicts[].access.id" => "[id]" });
    assert_eq!(api.get(&admin(), &format!("{path}&user=alice")).await.expect(200).body, own.body);

    let anonymous = api.get(&admin(), &format!("{path}&user=")).await.expect(200);
    assert_eq!(anonymous.body["login"], Value::Null);
    assert_eq!(anonymous.body["decisions"][0]["granted"], json!([]));
    api.get(&person("alice"), &format!("{path}&user=")).await.expect_problem(403, "forbidden");
    api.get(&admin(), &format!("{path}&user=nobody")).await.expect_problem(404, "not_found");
    api.get(&admin(), "/api/v1/access/explain?scope=nonsense").await.expect_problem(400, "bad_request");
}

#[tokio::test]
async fn what_is_explained_is_what_is_granted() {
    let api = Api::start().await;
    let (alice, caller) = api.user("alice", "user").await;
    api.access("a", json!({ "kind": "user", "id": alice }), "home/{login}/**", &["pull", "push"]).await;
    api.access("b", json!({ "kind": "anyone" }), "public/*", &["pull"]).await;
    api.access("c", json!({ "kind": "registered_users" }), "shared", &["pull", "delete"]).await;
    for name in ["home/alice/x", "home/bob/x", "public/x", "shared", "host:5000/x"] {
        let scope = format!("repository:{name}:pull,push,delete,*");
        for (who, query) in [(&caller, "&user=alice"), (&Caller::Anonymous, "&user=")] {
            let path = format!("/api/v1/access/explain?scope={scope}{query}");
            let explained = api.get(&admin(), &path).await.expect(200).body["decisions"][0]["granted"].clone();
            let granted = api.granted(who, &scope).await;
            let actions = granted.get(0).map_or(json!([]), |grant| grant["actions"].clone());
            assert_eq!(explained, actions, "{scope} {query}");
        }
    }
}

/// What somebody may do with a repository, as `who: actions by access`.
fn held(holder: &Value) -> String {
    let who = holder["user"]["name"].as_str().unwrap_or("anonymous");
    let verdicts = holder["verdicts"].as_array().unwrap().iter().filter(|verdict| verdict["granted"] == true);
    let by = |verdict: &Value| verdict["access"]["name"].as_str().unwrap_or("role").to_owned();
    let granted: Vec<_> = verdicts.map(|v| format!("{} by {}", v["action"].as_str().unwrap(), by(v))).collect();
    format!("{who}: {}", granted.join(", "))
}

#[tokio::test]
async fn a_repository_has_its_holders() {
    let api = Api::start().await;
    let group = api.group("developers").await;
    let body = json!({ "login": "alice", "password": PASSWORD, "groups": [group] });
    api.post(&admin(), "/api/v1/users", body).await.expect(201);
    let (bob, _) = api.user("bob", "user").await;
    let (mary, manager) = api.user("mary", "manager").await;
    api.post(&admin(), "/api/v1/users", json!({ "login": "zoe", "password": PASSWORD, "disabled": true }))
        .await
        .expect(201);
    api.access("group", json!({ "kind": "group", "id": group }), "team/*", &["pull", "push"]).await;
    api.access("bob", json!({ "kind": "user", "id": bob }), "team/app", &["*"]).await;
    api.access("elsewhere", json!({ "kind": "user", "id": mary }), "ops/**", &["*"]).await;
    let holders = async |repository: &str| {
        let reply = api.get(&manager, &format!("/api/v1/access/holders?repository={repository}")).await.expect(200);
        reply.body["items"].as_array().unwrap().iter().map(held).collect::<Vec<_>>()
    };
    let admins = "admin: pull by role, push by role, delete by role";
    assert_eq!(holders("other").await, [admins]);
    assert_eq!(
        holders("team/app").await,
        [admins, "alice: pull by group, push by group", "bob: pull by bob, push by bob, delete by bob"]
    );
    api.access("all", json!({ "kind": "anyone" }), "team/**", &["pull"]).await;
    let all = holders("team/app").await;
    assert_eq!((all[0].as_str(), all.last().unwrap().as_str()), ("anonymous: pull by all", "mary: pull by all"));

    let path = "/api/v1/access/holders?repository=team/app&offset=1&limit=1";
    let part = api.get(&manager, path).await.expect(200).body;
    assert_eq!((held(&part["items"][0]).as_str(), part["total"].as_u64()), (admins, Some(5)));
    api.get(&manager, "/api/v1/access/holders?repository=A").await.expect_problem(400, "bad_request");
}

#[tokio::test]
async fn what_is_in_force_is_told_by_user_and_by_repository() {
    let api = Api::start().await;
    let group = api.group("developers").await;
    let body = json!({ "login": "alice", "password": PASSWORD, "groups": [group] });
    let alice = api.post(&admin(), "/api/v1/users", body).await.expect(201).body["id"].clone();
    let (bob, _) = api.user("bob", "user").await;
    api.access("anyone", json!({ "kind": "anyone" }), "base/*", &["pull"]).await;
    api.access("bob", json!({ "kind": "user", "id": bob }), "team/app", &["pull"]).await;
    api.access("group", json!({ "kind": "group", "id": group }), "team/*", &["pull"]).await;
    api.access("home", json!({ "kind": "registered_users" }), "home/{login}/*", &["*"]).await;
    api.access("own", json!({ "kind": "user", "id": alice }), "team/app", &["push"]).await;
    let ended = json!({ "name": "ended", "subject": { "kind": "anyone" }, "resource": "**", "actions": ["pull"],
        "expires_at": "2020-01-01T00:00:00Z" });
    api.post(&admin(), "/api/v1/access", ended).await.expect(201);
    let disabled = json!({ "name": "off", "subject": { "kind": "anyone" }, "resource": "**", "actions": ["pull"], "disabled": true });
    api.post(&admin(), "/api/v1/access", disabled).await.expect(201);
    let names = async |who: &Caller, query: &str| {
        let reply = api.get(who, &format!("/api/v1/access/in-force?{query}")).await.expect(200);
        reply.body["items"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&person("alice"), "user=alice").await, ["anyone", "group", "home", "own"]);
    assert_eq!(names(&admin(), "user=alice&repository=home/bob/x").await, [] as [&str; 0]);
    assert_eq!(names(&admin(), "user=alice&repository=home/alice/x").await, ["home"]);
    assert_eq!(names(&admin(), "repository=home/bob/x").await, ["home"]);
    assert_eq!(names(&admin(), "repository=team/app").await, ["bob", "group", "own"]);
    assert_eq!(names(&admin(), "offset=1&limit=2").await, ["bob", "group"]);

    let named = api.get(&admin(), "/api/v1/access/in-force?repository=team/app").await.expect(200).body;
    assert_eq!(named["items"][1]["subject"]["name"], "developers");
    for query in ["", "user=bob", "repository=team/app"] {
        let path = format!("/api/v1/access/in-force?{query}");
        api.get(&person("alice"), &path).await.expect_problem(403, "forbidden");
    }
    api.get(&admin(), "/api/v1/access/in-force?user=nobody").await.expect_problem(404, "not_found");
}
