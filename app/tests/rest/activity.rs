//! How much is pushed and pulled.

use serde_json::{Value, json};

use crate::support::{Api, admin};

fn event(id: &str, action: &str, tag: Option<&str>) -> Value {
    json!({
        "id": id,
        "action": action,
        "request": { "method": "GET" },
        "target": {
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "repository": "team/app",
            "digest": format!("sha256:{}", "ab".repeat(32)),
            "tag": tag,
        },
    })
}

#[tokio::test]
async fn pushes_of_tags_and_pulls_are_counted_once_each() {
    let api = Api::start().await;
    let events = [event("1", "push", Some("v1")), event("2", "push", Some("")), event("3", "pull", Some("v1"))];
    for _ in 0..2 {
        api.post(&admin(), "/api/v1/registry/events", json!({ "events": events })).await.expect(204);
    }
    let days = api.get(&admin(), "/api/v1/activity?days=3").await.expect(200).body;
    let counts: Vec<_> = days
        .as_array()
        .unwrap()
        .iter()
        .map(|day| (day["pushes"].as_u64().unwrap(), day["pulls"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [(0, 0), (0, 0), (1, 1)]);
}

#[tokio::test]
async fn days_have_a_limit() {
    let api = Api::start().await;
    for days in ["0", "367"] {
        api.get(&admin(), &format!("/api/v1/activity?days={days}")).await.expect_problem(400, "bad_request");
    }
}
