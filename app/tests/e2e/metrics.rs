//! What the alerts and the dashboard ask for is told.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::json;

use crate::harness::catalog::EVENTS;
use crate::harness::token::ask;
use crate::harness::wait::until;
use crate::harness::{Server, http};

#[test]
fn every_metric_that_an_example_asks_for_is_told() {
    let server = Server::start(&[]);
    ask(&server, None, &["repository:a:pull"]).expect(200);
    let event = json!({ "id": "1", "action": "push", "target": { "repository": "a", "tag": "v1" } });
    server.admin().send("POST", EVENTS, Some(&json!({ "events": [event] }))).expect(204);
    // The first sync ends soon, in vain.
    let text = until("a sync has ended", || {
        let text = server.admin().get("/metrics").expect(200).text;
        text.contains("syncs_total{outcome=\"incomplete\"} 1").then_some(text)
    });
    assert!(text.contains("registry_admin_connections{state=\"busy\"} 1\n"), "the one that asks: {text}");
    let told = names(&text);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../_examples/monitoring");
    let mut asked_for = BTreeSet::new();
    for file in ["alerts.yml", "dashboard.json"] {
        let names = names(&fs::read_to_string(folder.join(file)).unwrap());
        assert!(names.len() > 8, "{file}: {names:?}");
        asked_for.extend(names);
    }
    let missing: Vec<_> = asked_for.difference(&told).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn they_can_be_closed() {
    let server = Server::start(&["--metrics.enabled=false", "--metrics.token=a token"]);
    server.admin().get("/metrics").expect(404);
    http::send("GET", &server.url("/metrics"), &[("authorization", "Bearer a token")], None).expect(404);
}

/// The names of metrics in a text.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let is_name = |word: &&str| word.starts_with("registry_admin_") || word.starts_with("process_");
    words.filter(is_name).map(str::to_owned).collect()
}
