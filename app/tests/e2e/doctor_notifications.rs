//! Mistakes that keep the registry's notifications from the server.

use std::fs;

use serde_json::json;

use crate::harness::api::person;
use crate::harness::catalog::EVENTS;
use crate::harness::patient::{Mistakes, Patient};
use crate::harness::process::free_port;
use crate::harness::stage::NOTIFIER;
use crate::harness::wait::until;

const URL: &str = "notifications.endpoints.url";

fn without_endpoints(text: String) -> String {
    text.split_once("notifications:").unwrap().0.to_owned()
}

#[test]
fn no_endpoint() {
    let patient = Patient::misconfigured(without_endpoints);
    let diagnosis = patient.examine();
    diagnosis.expect_problem("notifications", "notify nobody");
    assert_eq!(diagnosis.names("skipped"), ["event"]);
}

#[test]
fn silence_is_heard_without_the_configuration() {
    let patient = Patient::misconfigured(without_endpoints);
    let diagnosis = patient.examine_as(patient.arguments_from_outside());
    diagnosis.expect_problem("event", "did not tell the server of a push and a pull");
}

#[test]
fn an_endpoint_that_is_disabled() {
    let patient =
        Patient::misconfigured(|text| text.replace("- name: registry-admin", "- disabled: true\n      name: x"));
    patient.examine().expect_fault("notifications", "notifications.endpoints.disabled", "false");
}

#[test]
fn another_path() {
    let patient = Patient::misled(|issuer| issuer.events = issuer.events.replace("/registry/events", "/events"));
    patient.examine().expect_fault("notifications", URL, &patient.server.url(EVENTS));
}

#[test]
fn a_port_where_nobody_listens() {
    let patient = Patient::misled(|issuer| issuer.events = format!("http://127.0.0.1:{}{EVENTS}", free_port()));
    let diagnosis = patient.examine();
    diagnosis.expect_fault("notifications", URL, &patient.server.url(EVENTS));
    diagnosis.expect_problem("notifications", "nothing answers");
}

#[test]
fn a_host_that_does_not_exist() {
    let patient = Patient::misled(|issuer| issuer.events = format!("http://nowhere.invalid{EVENTS}"));
    patient.examine().expect_fault("notifications", URL, &patient.server.url(EVENTS));
}

#[test]
fn a_wrong_password() {
    let patient =
        Patient::with(Mistakes { notifier: json!({ "password": "another in the bay" }), ..Mistakes::default() });
    let diagnosis = patient.examine();
    diagnosis.expect_problem("notifications", "in the name of \"notifier\", and the password or the login is wrong");
}

#[test]
fn a_wrong_password_that_was_sent_again_and_again() {
    let patient =
        Patient::with(Mistakes { notifier: json!({ "password": "another in the bay" }), ..Mistakes::default() });
    let notify = || patient.server.caller(person(NOTIFIER)).send("POST", EVENTS, Some(&json!({ "events": [] }))).status;
    until("the notifier has to wait", || (notify() == 429).then_some(()));
    let diagnosis = patient.examine();
    diagnosis.expect_problem("notifications", "in the name of \"notifier\", after too many wrong passwords");
}

#[test]
fn an_account_that_is_disabled() {
    let patient = Patient::with(Mistakes { notifier: json!({ "disabled": true }), ..Mistakes::default() });
    patient.examine().expect_problem("notifications", "\"notifier\", whose account is disabled");
}

#[test]
fn an_account_that_must_change_its_password() {
    let patient = Patient::with(Mistakes { notifier: json!({ "must_change_password": true }), ..Mistakes::default() });
    patient.examine().expect_problem("notifications", "must change its password first");
}

#[test]
fn a_configuration_that_is_right_but_was_not_read() {
    let patient = Patient::misconfigured(without_endpoints);
    let path = patient.registry.configuration();
    let text = fs::read_to_string(&path).unwrap();
    let (url, authorization) = (patient.server.url(EVENTS), person(NOTIFIER).basic());
    let endpoint = format!("{{url: '{url}', headers: {{Authorization: ['{authorization}']}}}}");
    fs::write(&path, format!("{text}notifications: {{endpoints: [{endpoint}]}}\n")).unwrap();
    patient.examine().expect_problem("event", "told the server nothing");
}
