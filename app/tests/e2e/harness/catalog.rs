//! What the REST API says of the registry's content.

use serde_json::{Value, json};

use super::Api;
use super::http::Answer;
use super::wait::until;

pub(crate) const EVENTS: &str = "/api/v1/registry/events";
const SYNC: &str = "/api/v1/registry/sync";

impl Api {
    /// All records of a collection, page by page.
    pub(crate) fn all(&self, collection: &str) -> Vec<Value> {
        const PAGE: usize = 1000;
        let mut records = Vec::new();
        loop {
            let path = format!("/api/v1/{collection}{}limit={PAGE}&offset={}", separator(collection), records.len());
            let page = self.get(&path).expect(200).json();
            let items = page["items"].as_array().unwrap();
            records.extend(items.iter().cloned());
            if items.len() < PAGE {
                return records;
            }
        }
    }

    pub(crate) fn repositories(&self) -> Vec<String> {
        self.all("repositories").iter().map(|repository| text(&repository["name"])).collect()
    }

    /// One repository; none if it is not listed.
    pub(crate) fn repository(&self, name: &str) -> Option<Value> {
        self.all(&format!("repositories?name={name}")).pop()
    }

    pub(crate) fn tags(&self, repository: &str) -> Vec<String> {
        self.all(&format!("tags?repository={repository}")).iter().map(|tag| text(&tag["name"])).collect()
    }

    /// What is known of a tag; none if there is none.
    pub(crate) fn tag(&self, repository: &str, name: &str) -> Option<Value> {
        self.all(&format!("tags?repository={repository}")).into_iter().find(|tag| tag["name"] == name)
    }

    /// What is known of a manifest, by its digest.
    pub(crate) fn manifest(&self, repository: &str, digest: &str) -> Answer {
        self.get(&format!("/api/v1/manifests?repository={repository}&digest={digest}"))
    }

    /// Hands over a notification in the way the registry does.
    pub(crate) fn notify(&self, notification: &str) -> Answer {
        self.send_text("POST", EVENTS, "application/vnd.docker.distribution.events.v1+json", notification)
    }

    pub(crate) fn start_sync(&self) -> Answer {
        self.send("POST", SYNC, None)
    }

    /// Syncs once no other sync runs, and says what was found.
    pub(crate) fn sync(&self) -> Value {
        let begun = until("a sync can begin", || {
            let answer = self.start_sync();
            (answer.status != 409).then_some(answer)
        });
        begun.expect(202);
        self.await_sync()
    }

    /// What the last sync found, once none runs.
    pub(crate) fn await_sync(&self) -> Value {
        until("the sync is through", || {
            let mut status = self.get(SYNC).expect(200).json();
            let is_through = status["running"].is_null() && !status["last"].is_null();
            is_through.then(|| status["last"].take())
        })
    }

    /// Previews a deletion, or does it where `what` names a plan.
    pub(crate) fn deletion(&self, what: &Value) -> Answer {
        self.send("POST", "/api/v1/deletions", Some(what))
    }

    /// Deletes what was asked for, as previewed.
    pub(crate) fn delete_as_previewed(&self, what: &Value) -> Value {
        let preview = self.deletion(what).expect(200).json();
        self.deletion(&ordered(what, &preview)).expect(200).json()
    }
}

/// The order to do what was previewed.
pub(crate) fn ordered(what: &Value, preview: &Value) -> Value {
    let mut order = what.clone();
    order["plan"] = json!(preview["plan"]);
    order
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

fn separator(collection: &str) -> char {
    if collection.contains('?') { '&' } else { '?' }
}
