use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::harness::api::{PASSWORD, anyone, person, user};
use crate::harness::catalog::EVENTS;
use crate::harness::http::{self, Answer, Credentials};
use crate::harness::token::{ask, post};
use crate::harness::{Api, Content, Remote, Stage};

/// What is there all the time, for whatever kind of load.
pub(super) struct Load<'a> {
    stage: &'a Stage,
    admin: Api,
    remotes: Vec<Remote>,
    contents: Vec<Content>,
    answers: AtomicUsize,
    failures: AtomicUsize,
}

/// Does the step of this number.
type Kind = fn(&Load<'_>, usize);

/// Each goes on beside the others.
pub(super) const KINDS: [Kind; 11] = [
    tokens_by_password,
    tokens_for_anybody,
    refresh_tokens,
    wrong_passwords,
    sessions,
    lists_and_searches,
    changes,
    pushes,
    notifications_and_syncs,
    pages,
    connections,
];

const MEMBERS: usize = 20;
const REPOSITORIES: usize = 4;
const CONTENTS: usize = 12;

impl<'a> Load<'a> {
    pub(super) fn prepare(stage: &'a Stage) -> Self {
        let admin = stage.server.admin();
        for number in 0..MEMBERS {
            admin.create_user_with(&format!("member-{number}"), "team/**", &["pull", "push"]);
        }
        admin.allow(&anyone(), "team/0", &["pull"]);
        let remotes = (0..REPOSITORIES).map(|number| stage.registry.remote(&format!("team/{number}"))).collect();
        let contents = (0..CONTENTS).map(|number| Content::image(&format!("content {number}"))).collect();
        Self { stage, admin, remotes, contents, answers: AtomicUsize::new(0), failures: AtomicUsize::new(0) }
    }

    fn note(&self, answer: Answer) -> Answer {
        self.answers.fetch_add(1, Ordering::Relaxed);
        if answer.status >= 500 {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        answer
    }

    fn read(&self, path: &str) -> Answer {
        self.note(self.admin.get(path))
    }

    /// From an address that nobody else has, as it seems.
    fn ask_from_afar(
        &self,
        number: usize,
        method: &str,
        path: &str,
        authorization: &str,
        body: Option<Value>,
    ) -> Answer {
        let address = format!("2001:db8:{:x}:{:x}::1", number >> 16, number & 0xffff);
        let headers = [
            ("authorization", authorization),
            ("content-type", "application/json"),
            ("x-forwarded-for", address.as_str()),
        ];
        self.note(http::send(method, &self.stage.server.url(path), &headers, body.map(|body| body.to_string())))
    }

    /// How many answers there were; none of them was the server's failure.
    pub(super) fn answers(&self) -> usize {
        let [answers, failures] = [&self.answers, &self.failures].map(|count| count.load(Ordering::Relaxed));
        assert_eq!(failures, 0, "of {answers} answers");
        answers
    }
}

fn member(number: usize) -> String {
    format!("member-{}", number % MEMBERS)
}

fn tokens_by_password(load: &Load<'_>, step: usize) {
    let scope = format!("repository:team/{}:pull,push", step % REPOSITORIES);
    load.note(ask(&load.stage.server, Some(person(&member(step))), &[&scope])).expect(200);
}

fn tokens_for_anybody(load: &Load<'_>, step: usize) {
    let scope = format!("repository:team/{}:pull", step % REPOSITORIES);
    load.note(ask(&load.stage.server, None, &[&scope])).expect(200);
}

/// One is got, used and revoked.
fn refresh_tokens(load: &Load<'_>, step: usize) {
    let login = member(step);
    let form = [("grant_type", "password"), ("username", &*login), ("password", PASSWORD), ("access_type", "offline")];
    let granted = load.note(post(&load.stage.server, &form)).expect(200).json();
    let token = granted["refresh_token"].as_str().unwrap();
    load.note(post(&load.stage.server, &[("grant_type", "refresh_token"), ("refresh_token", token)])).expect(200);
    let mine = load.read("/api/v1/refresh-tokens?limit=100").expect(200).json();
    for token in mine["items"].as_array().unwrap() {
        let path = format!("/api/v1/refresh-tokens/{}", token["id"].as_str().unwrap());
        load.note(load.admin.delete(&path));
    }
}

/// Of names that there are and others, from ever other addresses.
fn wrong_passwords(load: &Load<'_>, step: usize) {
    let login = if step.is_multiple_of(2) { format!("nobody-{step}") } else { format!("target-{step}") };
    let guess = Credentials { login: &login, password: &format!("guess {step}") };
    load.ask_from_afar(step, "GET", "/api/v1/registry/auth", &guess.basic(), None).expect(401);
}

/// Every second one is left behind.
fn sessions(load: &Load<'_>, step: usize) {
    let body = json!({ "login": member(step), "password": PASSWORD });
    let signed_in = load.ask_from_afar(step, "POST", "/auth/login", "", Some(body)).expect(200);
    let cookie = signed_in.header("set-cookie").split(';').next().unwrap().to_owned();
    let url = |path: &str| load.stage.server.url(path);
    load.note(http::send("GET", &url("/auth/user"), &[("cookie", &cookie)], None)).expect(200);
    if step.is_multiple_of(2) {
        load.note(http::send("POST", &url("/auth/logout"), &[("cookie", &cookie)], None));
    }
}

fn lists_and_searches(load: &Load<'_>, step: usize) {
    let number = step % MEMBERS;
    for path in [
        format!("/api/v1/users?q=member-{number}&limit=10"),
        "/api/v1/access?limit=25&offset=5".to_owned(),
        format!("/api/v1/repositories?q=team&offset={}", step % 3),
        format!("/api/v1/tags?q=v{}&limit=10", step % 7),
        "/api/v1/groups".to_owned(),
        "/api/v1/audit?limit=20".to_owned(),
        "/metrics".to_owned(),
    ] {
        load.read(&path).expect(200);
    }
}

/// A user comes, gets a rule and another password, and goes.
fn changes(load: &Load<'_>, step: usize) {
    let login = format!("guest-{step}");
    let id = load.admin.create_user(&login, json!({}));
    load.admin.allow(&user(&id), &format!("guests/{step}"), &["pull"]);
    let password = format!("another password, {step}");
    let path = format!("/api/v1/users/{id}");
    load.note(load.admin.patch(&path, &json!({ "password": password }))).expect(200);
    let guest = Credentials { login: &login, password: &password };
    load.note(ask(&load.stage.server, Some(guest), &[&format!("repository:guests/{step}:pull")])).expect(200);
    load.note(load.admin.delete(&path)).expect(204);
}

/// Tags are moved, pulled and taken away again.
fn pushes(load: &Load<'_>, step: usize) {
    let remote = &load.remotes[step % REPOSITORIES];
    let content = &load.contents[step % CONTENTS];
    let tag = format!("v{}", step % 7);
    remote.push(content, &tag);
    remote.get(&tag);
    if step.is_multiple_of(5) {
        remote.delete(&content.digest());
    }
}

fn notifications_and_syncs(load: &Load<'_>, step: usize) {
    let target = json!({ "repository": format!("team/{}", step % REPOSITORIES), "tag": "v0" });
    let event = json!({ "id": format!("told again {step}"), "action": "push", "target": target });
    load.note(load.admin.send("POST", EVENTS, Some(&json!({ "events": [event] })))).expect(204);
    if step.is_multiple_of(20) {
        load.note(load.admin.start_sync());
    }
}

fn pages(load: &Load<'_>, _: usize) {
    let get = |path: &str| load.note(http::send("GET", &load.stage.server.url(path), &[], None));
    let page = get("/").text;
    let assets = page.split('"').filter(|word| word.starts_with("/assets/"));
    assets.for_each(|asset| drop(get(asset)));
    get("/ping").expect(200);
    get("/readyz").expect(200);
}

/// They are opened and dropped, at every point of a request.
fn connections(load: &Load<'_>, step: usize) {
    const REQUEST: &str = "GET /api/v1/users HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n12345";
    let mut stream = TcpStream::connect(("127.0.0.1", load.stage.server.port())).unwrap();
    let said = &REQUEST.as_bytes()[..step % REQUEST.len()];
    // The server may have closed it by then.
    let _ = stream.write_all(said);
}
