//! The API does what its description says, whoever asks: what schemathesis makes of `openapi.yaml` is
//! sent to a real server. `PHASES` and `EXAMPLES` say how much of it.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::harness::api::{PASSWORD, registered_users};
use crate::harness::server::ADMIN;
use crate::harness::{Outcome, Stage};

/// A server with something to tell of, which does not hold up who guesses passwords: all come from here.
fn stage() -> Stage {
    let stage = Stage::set_with(&["--auth.max-failures=0"]);
    stage.seed("team/app:v1");
    let admin = stage.server.admin();
    admin.sync();
    admin.create_group("team");
    admin.allow(&registered_users(), "team/**", &["pull"]);
    for role in ["user", "manager"] {
        admin.create_user(role, json!({ "role": role }));
    }
    stage
}

/// Lets everything be tried that can be, with these credentials.
fn try_all(credentials: Option<(&str, &str)>) {
    let stage = stage();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/schemathesis.sh");
    let mut command = Command::new(script);
    command.arg(stage.server.url(""));
    command.args(credentials.map(|(login, password)| format!("{login}:{password}")));
    Outcome::of(&mut command).expect_ok();
    stage.server.admin().get("/readyz").expect(200);
}

#[test]
fn to_somebody_who_is_not_signed_in() {
    try_all(None);
}

#[test]
fn to_a_user() {
    try_all(Some(("user", PASSWORD)));
}

#[test]
fn to_a_manager() {
    try_all(Some(("manager", PASSWORD)));
}

#[test]
fn to_an_admin() {
    try_all(Some((ADMIN.login, ADMIN.password)));
}
