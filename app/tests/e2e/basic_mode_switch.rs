//! A store that served a registry with tokens goes on with one that checks passwords itself.

use serde_json::json;
use tempfile::TempDir;

use crate::harness::api::person;
use crate::harness::basic::{self, BasicStage, OWN, texts};
use crate::harness::process::free_port;
use crate::harness::registry::{Auth, Registry, Setup};
use crate::harness::server::ADMIN;
use crate::harness::{Credentials, Server};

const SETUP: Setup<'_> = Setup { notifier: None, deletes: true, tls: None };

/// The logins of those whom the registry cannot let in yet.
fn missing(server: &Server) -> Vec<String> {
    let users = server.admin().all("users?has_registry_password=false&sort=login");
    users.iter().map(|user| user["login"].as_str().unwrap().to_owned()).collect()
}

fn sign_in(server: &Server, who: Credentials<'_>) {
    let login = json!({ "login": who.login, "password": who.password });
    server.caller(who).send("POST", "/auth/login", Some(&login)).expect(200);
}

/// Starts the server anew with passwords, and a registry that checks them, after `before` with tokens.
fn switched(own: Credentials<'_>, before: impl FnOnce(&Server)) -> BasicStage {
    let mut server = Server::start(&[]);
    before(&server);
    let (folder, port) = (TempDir::new().unwrap(), free_port());
    server.restart_with(&texts(&basic::options(&folder, port, own)));
    let registry = Registry::start_with(port, &server.issuer(), &Auth::Htpasswd(basic::htpasswd(&folder)), SETUP);
    BasicStage { registry, server, folder }
}

#[test]
fn users_come_in_once_they_have_signed_in() {
    let stage = switched(OWN, |server| {
        ["alice", "bob"].iter().for_each(|login| drop(server.admin().create_user(login, json!({}))));
    });
    assert_eq!(stage.logins(), [OWN.login]);
    stage.refuses(person("alice"));
    assert_eq!(missing(&stage.server), ["alice", "bob"], "the admin has signed in by asking");

    sign_in(&stage.server, person("alice"));
    stage.admits(person("alice"));
    stage.admits(ADMIN);
    stage.refuses(person("bob"));
    assert_eq!(missing(&stage.server), ["bob"]);
    stage.server.caller(Credentials { login: "bob", password: "wrong" }).get("/auth/user").expect(401);
    stage.refuses(person("bob"));
}

#[test]
fn an_old_password_does_not_come_back() {
    let mut stage = BasicStage::set();
    let basic = stage.options();
    let path = format!("/api/v1/users/{}", stage.server.admin().create_user("alice", json!({})));
    stage.admits(person("alice"));

    stage.server.restart_with(&[]);
    let new = Credentials { login: "alice", password: "given with tokens" };
    stage.server.admin().patch(&path, &json!({ "password": new.password })).expect(200);

    stage.server.restart_with(&texts(&basic));
    stage.refuses(person("alice"));
    stage.refuses(new);
    sign_in(&stage.server, new);
    stage.refuses(person("alice"));
    stage.admits(new);
}

#[test]
fn our_own_login_may_be_that_of_an_account_from_before() {
    let stage = switched(ADMIN, |_| ());
    stage.admits(ADMIN);
    stage.server.admin().get("/api/v1/registry/health").expect(200);
    assert_eq!(missing(&stage.server), [""; 0]);
}
