//! Mistakes on the side of the registry, each named by the one check that finds it.

use std::fs;

use crate::harness::authority::Authority;
use crate::harness::patient::{Mistakes, Patient};
use crate::harness::process::free_port;
use crate::harness::server::{ISSUER, SERVICE};

#[test]
fn another_issuer() {
    let patient = Patient::misconfigured(|text| text.replace("issuer: registry", "issuer: another"));
    patient.examine().expect_fault("trust", "auth.token.issuer", ISSUER);
}

#[test]
fn an_issuer_out_of_an_example_is_found_without_the_configuration() {
    let patient =
        Patient::misconfigured(|text| text.replace("issuer: registry_token_issuer", "issuer: Acme auth server"));
    let diagnosis = patient.examine_as(patient.arguments_from_outside());
    diagnosis.expect_fault("trust", "auth.token.issuer", ISSUER);
    diagnosis.expect_problem("trust", "\"Acme auth server\"");
}

#[test]
fn another_service() {
    let patient = Patient::misconfigured(|text| text.replace("service: container", "service: another"));
    patient.examine().expect_fault("service", "auth.token.service", SERVICE);
}

#[test]
fn a_realm_at_another_path() {
    let patient = Patient::misled(|issuer| issuer.realm = issuer.realm.replace("/registry/auth", "/registry/token"));
    patient.examine().expect_fault("realm", "auth.token.realm", &patient.server.realm());
}

#[test]
fn a_realm_at_a_page_of_the_user_interface() {
    let patient = Patient::misled(|issuer| issuer.realm = issuer.realm.replace("/api/v1/registry/auth", "/users"));
    patient.examine().expect_fault("realm", "auth.token.realm", &patient.server.realm());
}

#[test]
fn a_realm_at_a_host_that_does_not_exist() {
    let patient = Patient::misled(|issuer| issuer.realm = issuer.realm.replace("127.0.0.1", "nowhere.invalid"));
    let diagnosis = patient.examine();
    diagnosis.expect_fault("realm", "auth.token.realm", &patient.server.realm());
    diagnosis.expect_problem("realm", "nothing answers at the realm http://nowhere.invalid");
}

#[test]
fn a_realm_at_a_port_where_nobody_listens() {
    let patient = Patient::misled(|issuer| {
        issuer.realm = format!("http://127.0.0.1:{}/api/v1/registry/auth", free_port());
    });
    let diagnosis = patient.examine();
    diagnosis.expect_fault("realm", "auth.token.realm", &patient.server.realm());
    diagnosis.expect_problem("realm", "refused");
}

/// Puts the certificate of somebody else where the registry finds ours.
fn with_another_certificate() -> (Authority, Patient) {
    let authority = Authority::new();
    let patient = Patient::healthy();
    let mut registry = patient.registry;
    let (right, wrong) = (patient.server.certificate(), authority.issue().certificate);
    let text = fs::read_to_string(registry.configuration()).unwrap();
    fs::write(registry.configuration(), text.replace(right.to_str().unwrap(), wrong.to_str().unwrap())).unwrap();
    registry.kill();
    registry.restart();
    (authority, Patient { registry, server: patient.server })
}

#[test]
fn another_certificate() {
    let (_authority, patient) = with_another_certificate();
    let value = format!("the file {}, or a copy of it", patient.server.certificate().display());
    patient.examine().expect_fault("trust", "auth.token.rootcertbundle", &value);
    let from_outside = patient.examine_as(patient.arguments_from_outside());
    from_outside.expect_problem("trust", "another issuer than \"registry_token_issuer\", or another certificate");
}

#[test]
fn a_configuration_that_was_put_right_without_a_restart() {
    let (_authority, patient) = with_another_certificate();
    let text = fs::read_to_string(patient.registry.configuration()).unwrap();
    let (before, rest) = text.split_once("rootcertbundle: ").unwrap();
    let (_, after) = rest.split_once('\n').unwrap();
    let right = patient.server.certificate();
    fs::write(patient.registry.configuration(), format!("{before}rootcertbundle: {}\n{after}", right.display()))
        .unwrap();
    patient.examine().expect_problem("trust", "was started with others");
}

#[test]
fn clocks_that_differ() {
    let patient = Patient::healthy();
    let behind = patient.examine_at("+600s");
    behind.expect_problem("clock", "seconds behind ours");
    assert!(behind.names("skipped").contains(&"trust"), "{behind:?}");
    patient.examine_at("-600s").expect_problem("clock", "seconds ahead of ours");
}

#[test]
fn deletion_that_is_off() {
    let patient = Patient::misconfigured(|text| text.replace("enabled: true", "enabled: false"));
    let diagnosis = patient.examine();
    diagnosis.expect_fault("deletion", "storage.delete.enabled", "true");
    assert!(diagnosis.names("skipped").contains(&"push"), "what cannot be deleted is not pushed: {diagnosis:?}");
}

#[test]
fn a_registry_that_is_read_only() {
    let patient =
        Patient::misconfigured(|text| text.replace("http:\n", "  maintenance: {readonly: {enabled: true}}\nhttp:\n"));
    patient.examine().expect_fault("deletion", "storage.maintenance.readonly.enabled", "false");
}

/// Everything of a configuration but how users are checked, and `auth` in its place.
fn with_auth(text: &str, auth: &str) -> String {
    let (before, rest) = text.split_once("auth:\n").unwrap();
    let (_, after) = rest.split_once("notifications:").unwrap();
    format!("{before}{auth}notifications:{after}")
}

#[test]
fn passwords_in_the_place_of_tokens() {
    let patient = Patient::misconfigured(|text| {
        let (_, images) = text.split_once("rootdirectory: ").unwrap();
        let file = format!("{}.htpasswd", images.lines().next().unwrap());
        with_auth(&text, &format!("auth:\n  htpasswd:\n    realm: somewhere\n    path: {file}\n"))
    });
    patient.examine().expect_problem("authentication", "htpasswd");
}

#[test]
fn a_registry_that_lets_everybody_in() {
    let patient = Patient::misconfigured(|text| with_auth(&text, ""));
    patient.examine().expect_problem("authentication", "lets everybody in");
}

#[test]
fn a_registry_that_does_not_run() {
    let mut patient = Patient::healthy();
    patient.registry.kill();
    patient.examine().expect_problem("registry", "no registry answers");
}

#[test]
fn something_else_where_the_registry_should_be() {
    let patient = Patient::healthy();
    let own = patient.server.url("").rsplit_once(':').unwrap().1.to_owned();
    let diagnosis = patient.examine_with(&[format!("--registry.port={own}")]);
    diagnosis.expect_problem("registry", "is no registry");
}

#[test]
fn a_certificate_that_is_not_trusted() {
    let authority = Authority::new();
    let pair = authority.issue();
    let patient = Patient::with(Mistakes { scheme: "https", tls: Some(&pair), ..Mistakes::default() });
    let value = "the file of that certificate or of its authority";
    patient.examine().expect_fault("registry", "registry.https_certs", value);
}

#[test]
fn http_in_the_place_of_https_and_the_other_way_round() {
    let authority = Authority::new();
    let pair = authority.issue();
    let by_https = Patient::with(Mistakes { tls: Some(&pair), ..Mistakes::default() });
    by_https.examine().expect_fault("registry", "registry.host", &format!("https://{}", by_https.registry.host()));
    let by_http = Patient::with(Mistakes { scheme: "https", ..Mistakes::default() });
    by_http.examine().expect_fault("registry", "registry.host", &format!("http://{}", by_http.registry.host()));
}
