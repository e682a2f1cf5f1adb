//! A set-up that is looked at: all well, and mistakes on the side of the server.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::harness::api::person;
use crate::harness::authority::Authority;
use crate::harness::patient::{Diagnosis, Mistakes, Patient};
use crate::harness::process::free_port;
use crate::harness::program::{call, call_with_input};
use crate::harness::registry::{Registry, Setup};
use crate::harness::secure_server::SecureServer;
use crate::harness::server::ADMIN;
use crate::harness::{Outcome, Server};

const ROUND_TRIP: [&str; 5] = ["login", "push", "pull", "event", "removal"];

#[test]
fn a_set_up_without_mistakes_is_well_and_stays_as_it_was() {
    let patient = Patient::healthy();
    patient.examine().expect_health();
    let tags = patient.registry.send(Some(ADMIN), "GET", "/v2/registry-admin-doctor/tags/list").expect(200);
    assert!(tags.json()["tags"].as_array().is_none_or(Vec::is_empty), "{tags:?}");
}

#[test]
fn all_but_the_registrys_configuration_is_seen_from_outside() {
    let patient = Patient::healthy();
    let diagnosis = patient.examine_as(patient.arguments_from_outside());
    assert_eq!((diagnosis.names("fault"), diagnosis.names("skipped")), (vec![], vec!["notifications"]));
}

#[test]
fn without_an_account_nothing_is_written() {
    let patient = Patient::healthy();
    let configuration = format!("--registry-config={}", patient.registry.configuration().display());
    let diagnosis = patient.examine_as([patient.server.arguments(), vec![configuration]].concat());
    assert_eq!((diagnosis.names("fault"), diagnosis.names("skipped")), (vec![], ROUND_TRIP.to_vec()));
    assert_eq!(patient.registry.repositories(), Vec::<String>::new());
}

#[test]
fn a_registry_by_https_is_well_if_its_authority_is_trusted() {
    let authority = Authority::new();
    let pair = authority.issue();
    let options = vec![format!("--registry.https-certs={}", authority.root().display())];
    Patient::with(Mistakes { options, scheme: "https", tls: Some(&pair), ..Mistakes::default() })
        .examine()
        .expect_health();
}

#[test]
fn a_realm_by_https_is_well_with_the_certificate_that_the_server_was_given() {
    let authority = Authority::new();
    let port = free_port();
    let registry = ["--registry.host=http://127.0.0.1".to_owned(), format!("--registry.port={port}")];
    let server = SecureServer::start(&[authority.issue().options(), registry.to_vec()].concat());
    let _registry = Registry::start(port, &server.issuer(), Setup { notifier: None, deletes: true, tls: None });
    let printed = server.command("doctor").printed();
    for check in ["realm", "signature", "trust"] {
        assert!(printed.contains(&format!("ok       {check} ")), "{printed}");
    }
}

#[test]
fn people_read_what_is_wrong_and_what_to_put_where() {
    let patient = Patient::misconfigured(|text| text.replace("    service: ", "    service: other_"));
    let arguments = [vec!["doctor".to_owned()], patient.arguments()].concat();
    let ended = call_with_input(&arguments, ADMIN.password);
    assert_eq!((ended.code, ended.stderr.trim()), (1, "registry-admin: 1 of 17 checks found a fault"));
    for part in [
        "ok       registry ",
        "FAULT    service         the registry calls itself \"other_container_registry\"",
        "→ in the registry's configuration set auth.token.service: container_registry, and restart the registry",
        "skipped  trust           service is not ok",
    ] {
        assert!(ended.stdout.contains(part), "{part} is not in {}", ended.stdout);
    }
}

#[test]
fn it_is_called_with_a_password_and_a_configuration_that_can_be_read() {
    let complaint = call(&["doctor", "--login=admin"]).complained(2);
    assert!(complaint.contains("--password-stdin"), "{complaint}");
    let complaint = call(&["doctor", "--registry-config=/nowhere"]).complained(2);
    assert!(complaint.contains("/nowhere"), "{complaint}");
}

#[test]
fn a_server_that_does_not_run() {
    let mut patient = Patient::healthy();
    patient.server.kill();
    patient.examine().expect_problem("server", "refused");
}

#[test]
fn a_server_on_another_store() {
    let patient = Patient::healthy();
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = folder.path().join("data.db");
    let options = ["--store.type=embed".to_owned(), format!("--store.embed.path={}", elsewhere.display())];
    patient.examine_with(&options).expect_problem("store", "there is no store");
    fs::copy(Server::start_on_file(&[]).file().unwrap(), &elsewhere).unwrap();
    patient.examine_with(&options).expect_problem("store", "but not on the store");
}

#[test]
fn a_server_with_other_keys() {
    let patient = Patient::healthy();
    let other = Server::start(&[]);
    let certs = other.certificate().parent().unwrap().display().to_string();
    patient.examine_with(&[format!("--registry.certs.path={certs}")]).expect_problem("signature", "other keys");
}

#[test]
fn a_server_with_another_issuer_and_one_with_another_service() {
    let patient = Patient::healthy();
    let examine = |option: &str| patient.examine_with(&[option.to_owned()]);
    examine("--registry.issuer=me").expect_problem("signature", "signs as \"registry_token_issuer\"");
    assert_eq!(examine("--registry.service=mine").names("fault"), ["service", "realm"]);
}

/// The keys of a running server, copied and spoilt.
fn examine_keys(spoil: impl FnOnce(&Path)) -> Diagnosis {
    let patient = Patient::healthy();
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(patient.server.certificate().parent().unwrap()).unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    spoil(folder.path());
    patient.examine_with(&[format!("--registry.certs.path={}", folder.path().display())])
}

#[test]
fn an_rsa_key_beside_a_certificate_of_an_ec_key() {
    let diagnosis = examine_keys(|folder| {
        let mut command = Command::new("openssl");
        command.args(["genpkey", "-algorithm", "RSA", "-out"]).arg(folder.join("registry_auth.key"));
        Outcome::of(&mut command).expect_ok();
    });
    diagnosis.expect_problem("keys", "registry_auth.pub does not belong to the private key");
}

#[test]
fn a_certificate_of_another_key() {
    let diagnosis = examine_keys(|folder| {
        fs::copy(Authority::new().issue().certificate, folder.join("registry_auth_ca.crt")).unwrap();
    });
    diagnosis.expect_problem("keys", "registry_auth_ca.crt does not belong to the private key");
}

#[test]
fn keys_that_are_not_there_are_not_made() {
    let patient = Patient::healthy();
    let folder = tempfile::tempdir().unwrap();
    let diagnosis = patient.examine_with(&[format!("--registry.certs.path={}", folder.path().display())]);
    diagnosis.expect_problem("keys", "registry_auth.key");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_account_that_cannot_do_what_is_to_be_tried() {
    let patient = Patient::healthy();
    patient.server.admin().create_user("alice", json!({}));
    patient.server.admin().create_user("bob", json!({ "role": "admin", "disabled": true }));
    let examine = |login: &str, password: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), password).unwrap();
        let account = [format!("--login={login}"), format!("--password-file={}", file.path().display())];
        patient.examine_as([patient.server.arguments(), account.to_vec()].concat())
    };
    examine("alice", person("alice").password).expect_problem("login", "alice may not pull, push and delete");
    examine("bob", person("bob").password).expect_problem("login", "bob is blocked");
    examine("admin", "guessed").expect_problem("login", "admin is refused");
}
