//! A registry that checks passwords itself, looked at: all well, and with mistakes.

use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;

use crate::harness::Server;
use crate::harness::api::person;
use crate::harness::authority::Authority;
use crate::harness::basic::{BasicStage, OWN, htpasswd, options, texts};
use crate::harness::patient::Patient;
use crate::harness::process::free_port;
use crate::harness::registry::{Auth, Registry, Setup};
use crate::harness::stage::NOTIFIER;

fn healthy() -> (TempDir, Patient) {
    let stage = BasicStage::notified_by(Some(person(NOTIFIER)), |server| {
        server.admin().create_user(NOTIFIER, json!({}));
    });
    (stage.folder, Patient { server: stage.server, registry: stage.registry })
}

/// With a registry that is told something else than it should.
fn misled(auth: &Auth, certificate: Option<PathBuf>) -> (TempDir, Patient) {
    let (folder, port) = (TempDir::new().unwrap(), free_port());
    let server = Server::start(&texts(&options(&folder, port, OWN)));
    let mut issuer = server.issuer();
    issuer.certificate = certificate.unwrap_or(issuer.certificate);
    let setup = Setup { notifier: None, deletes: true, tls: None };
    let registry = Registry::start_with(port, &issuer, auth, setup);
    (folder, Patient { server, registry })
}

#[test]
fn a_set_up_without_mistakes_is_well() {
    let (_folder, patient) = healthy();
    patient.examine().expect_health();
}

#[test]
fn tokens_in_the_place_of_passwords() {
    let authority = Authority::new();
    let (_folder, patient) = misled(&Auth::Token, Some(authority.root()));
    let diagnosis = patient.examine_as(patient.arguments_from_outside());
    diagnosis.expect_problem("authentication", "takes tokens");
}

#[test]
fn another_file() {
    let elsewhere = TempDir::new().unwrap();
    let (folder, patient) = misled(&Auth::Htpasswd(htpasswd(&elsewhere)), None);
    let value = format!("{}; in a container mount its folder, not the file alone", htpasswd(&folder).display());
    let diagnosis = patient.examine_as(patient.arguments_from_outside());
    diagnosis.expect_fault("passwords", "auth.htpasswd.path", &value);
}

#[test]
fn a_server_that_keeps_another_password_or_another_file() {
    let (_folder, patient) = healthy();
    let other = patient.examine_with(&["--registry.password=another".to_owned()]);
    other.expect_problem("passwords", "does not keep registry-admin with registry.password");
    let other =
        patient.examine_with(&["--registry.htpasswd=/nowhere/htpasswd".to_owned(), "--registry.login=me".to_owned()]);
    other.expect_problem("passwords", "does not keep the file /nowhere/htpasswd");
}

#[test]
fn an_account_that_the_registry_does_not_let_in() {
    let (folder, patient) = healthy();
    patient.server.admin().create_user("bob", json!({ "role": "admin", "must_change_password": true }));
    let password = folder.path().join("password");
    std::fs::write(&password, person("bob").password).unwrap();
    let account = ["--login=bob".to_owned(), format!("--password-file={}", password.display())];
    let diagnosis = patient.examine_as([patient.server.arguments(), account.to_vec()].concat());
    diagnosis.expect_problem("login", "the registry refuses bob");
}
