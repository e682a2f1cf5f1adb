//! What goes on before a load balancer while servers behind it come and go: all of it is answered.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::api::person;
use super::catalog::EVENTS;
use super::fleet::balanced;
use super::http::{self, Answer, Credentials};
use super::media_type::MANIFEST;
use super::server::{ADMIN, SERVICE};
use super::wait::until;

/// Requests of several kinds, until it is over.
pub(crate) struct Traffic {
    urls: Vec<String>,
    is_over: AtomicBool,
    tokens: AtomicUsize,
}

fn send(method: &str, url: &str, body: &serde_json::Value) -> Result<Answer, ureq::Error> {
    let basic = ADMIN.basic();
    let headers = [("authorization", basic.as_str()), ("content-type", "application/json")];
    http::try_send(method, url, &headers, Some(body.to_string()))
}

/// Creates a group at the server there.
pub(crate) fn create_group(url: &str, name: &str) -> Result<Answer, ureq::Error> {
    send("POST", &format!("{url}/api/v1/groups"), &json!({ "name": name }))
}

/// A token of the server there for somebody who may pull.
pub(crate) fn token(url: &str, who: Credentials<'_>) -> Result<Answer, ureq::Error> {
    let path = format!("{url}/api/v1/registry/auth?service={SERVICE}&scope=repository:team/app:pull");
    http::try_send("GET", &path, &[("authorization", &who.basic())], None)
}

impl Traffic {
    /// To the servers there.
    pub(crate) fn to(urls: Vec<String>) -> Self {
        Self { urls, is_over: AtomicBool::new(false), tokens: AtomicUsize::new(0) }
    }

    /// Ends it.
    pub(crate) fn end(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    /// How many tokens were given.
    pub(crate) fn tokens(&self) -> usize {
        self.tokens.load(Ordering::SeqCst)
    }

    /// Waits until it went on for a while.
    pub(crate) fn await_more(&self) {
        let before = self.tokens();
        until("tokens are given", || (self.tokens() > before + 20).then_some(()));
    }

    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::SeqCst)
    }

    #[track_caller]
    fn answer(&self, ask: impl Fn(&str) -> Result<Answer, ureq::Error>) -> Answer {
        balanced(&self.urls, ask).unwrap_or_else(|| panic!("no answer"))
    }

    /// Asks for tokens.
    pub(crate) fn ask(&self, who: Credentials<'_>) {
        while self.goes_on() {
            self.answer(|url| token(url, who)).expect(200);
            self.tokens.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Creates groups; tells which.
    pub(crate) fn write(&self, writer: usize) -> BTreeSet<String> {
        let names = (0..).map(|number| format!("group {writer}-{number}"));
        let written = names.take_while(|_| self.goes_on()).inspect(|name| {
            let answer = self.answer(|url| create_group(url, name));
            // A server may have died after it wrote and before it said so.
            assert!([201, 409].contains(&answer.status), "{answer:?}");
        });
        written.collect()
    }

    /// Tells of pulls of what is not known yet; says how many.
    pub(crate) fn notify(&self) -> usize {
        let numbers = (0..).take_while(|_| self.goes_on()).inspect(|number| {
            let digest = format!("sha256:{number:064x}");
            let target = json!({ "mediaType": MANIFEST, "repository": "team/app", "digest": digest });
            let event =
                json!({ "id": number.to_string(), "action": "pull", "target": target, "request": { "method": "GET" } });
            self.answer(|url| send("POST", &format!("{url}{EVENTS}"), &json!({ "events": [event] }))).expect(204);
        });
        numbers.count()
    }

    /// Disables an account and enables it again; tells how long after each answer the last of the servers
    /// gave it a token.
    pub(crate) fn revoke(&self, id: &str, login: &str) -> Vec<Duration> {
        let mut times = Vec::new();
        let set = |disabled: bool| {
            let body = json!({ "disabled": disabled });
            self.answer(|url| send("PATCH", &format!("{url}/api/v1/users/{id}"), &body)).expect(200);
        };
        while self.goes_on() {
            set(true);
            let begin = Instant::now();
            for url in &self.urls {
                let is_given = || token(url, person(login)).is_ok_and(|answer| answer.status == 200);
                until("nobody gives a token", || (!is_given()).then_some(()));
            }
            times.push(begin.elapsed());
            set(false);
        }
        times.sort();
        times
    }
}
