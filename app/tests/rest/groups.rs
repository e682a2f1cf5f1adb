use serde_json::json;

use crate::support::{Api, PASSWORD, admin};

#[tokio::test]
async fn a_group_is_made_read_changed_and_removed() {
    let api = Api::start().await;
    let body = json!({ "name": "developers", "description": "o'brien's team" });
    let made = api.post(&admin(), "/api/v1/groups", body).await.expect(201);
    insta::assert_json_snapshot!(made.body, { ".id" => "[id]" });
    let path = made.header("location").to_owned();
    let seen = made.header("etag").to_owned();
    assert_eq!(api.get(&admin(), &path).await.expect(200).header("etag"), seen);
    api.patch(&admin(), &path, json!({ "name": "it's" })).await.expect(200);
    let change = Some(json!({ "name": "x" }));
    api.call_with(&admin(), "PATCH", &path, change, &[("if-match", &seen)]).await.expect_problem(412, "stale");
    api.delete(&admin(), &path).await.expect(204);
    api.get(&admin(), &path).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn the_name_of_a_group_is_unique() {
    let api = Api::start().await;
    api.group("developers").await;
    let reply = api.post(&admin(), "/api/v1/groups", json!({ "name": "developers" })).await;
    assert_eq!(reply.expect_problem(409, "conflict").wrong_values(), ["/name"]);
    let reply = api.post(&admin(), "/api/v1/groups", json!({ "name": "" })).await;
    assert_eq!(reply.expect_problem(422, "invalid").wrong_values(), ["/name"]);
}

#[tokio::test]
async fn a_removed_group_takes_its_accesses_along_and_leaves_its_members() {
    let api = Api::start().await;
    let group = api.group("developers").await;
    let body = json!({ "login": "alice", "password": PASSWORD, "groups": [group] });
    let alice = api.post(&admin(), "/api/v1/users", body).await.expect(201).id();
    let access = api.access("push", json!({ "kind": "group", "id": group }), "team/**", &["pull", "push"]).await;
    api.delete(&admin(), &format!("/api/v1/groups/{group}")).await.expect(204);
    api.get(&admin(), &format!("/api/v1/access/{access}")).await.expect_problem(404, "not_found");
    let alice = api.get(&admin(), &format!("/api/v1/users/{alice}")).await.expect(200);
    assert_eq!(alice.body["groups"], json!([]));
}

#[tokio::test]
async fn groups_are_listed_by_name() {
    let api = Api::start().await;
    for name in ["b", "a", "c"] {
        api.group(name).await;
    }
    let reply = api.get(&admin(), "/api/v1/groups?sort=-name&limit=2").await.expect(200);
    let names: Vec<_> = reply.body["items"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect();
    assert_eq!(names, ["c", "b"]);
    assert_eq!(reply.body["total"], 3);
    assert_eq!(api.get(&admin(), "/api/v1/groups?q=A").await.body["total"], 1);
}
