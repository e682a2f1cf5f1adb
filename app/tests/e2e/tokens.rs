//! What a token says, claim by claim.

use std::fs;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::json;
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::harness::api::{anyone, person};
use crate::harness::server::{ADMIN, ISSUER, SERVICE};
use crate::harness::token::{Token, ask, ask_at};
use crate::harness::{Credentials, Server, Stage};

/// Any moment between asking and now is right.
fn around_now(asked_at: i64, claim: i64, offset: i64) -> bool {
    (asked_at + offset..=OffsetDateTime::now_utc().unix_timestamp() + offset).contains(&claim)
}

fn a_registry_takes_tokens_signed_by(algorithm: &str, name: &str) {
    let stage = Stage::set_with(&[&format!("--registry.certs.algorithm={algorithm}"), "--registry.token-ttl=120"]);
    let asked_at = OffsetDateTime::now_utc().unix_timestamp();
    let answer = ask(&stage.server, Some(ADMIN), &["repository:team/app:pull,push"]);
    assert_eq!(answer.header("cache-control"), "no-store");
    let body = answer.json();
    assert_eq!((&body["expires_in"], &body["token"]), (&json!(120), &body["access_token"]));
    assert_eq!(body["refresh_token"], json!(null), "only when asked for");

    let token = Token::of(answer);
    let pem = fs::read_to_string(stage.server.certificate()).unwrap();
    let certificate: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    BASE64_STANDARD.decode(&certificate).unwrap();
    assert_eq!(token.header, json!({ "typ": "JWT", "alg": name, "x5c": [certificate] }));

    let moment = |claim: &str| token.claims[claim].as_i64().unwrap();
    assert!(around_now(asked_at, moment("iat"), 0), "{token:?}");
    assert!(around_now(asked_at, moment("nbf"), -10), "{token:?}");
    assert_eq!(moment("exp") - moment("iat"), 120);
    let mut claims = token.claims.clone();
    let jti = claims["jti"].as_str().unwrap().to_owned();
    assert!(jti.len() >= 22, "{jti} is not 128 bits");
    claims.as_object_mut().unwrap().retain(|claim, _| !["iat", "nbf", "exp", "jti"].contains(&claim.as_str()));
    let access = json!([{ "type": "repository", "name": "team/app", "actions": ["pull", "push"] }]);
    assert_eq!(claims, json!({ "iss": ISSUER, "sub": "admin", "aud": SERVICE, "access": access }));

    stage.seed("team/app:1");
    stage.skopeo(ADMIN).pull("team/app:1", TempDir::new().unwrap().path()).expect_ok();
}

#[test]
fn a_registry_takes_tokens_signed_by_ecdsa() {
    a_registry_takes_tokens_signed_by("ecdsa", "ES256");
}

#[test]
fn a_registry_takes_tokens_signed_by_rsa() {
    a_registry_takes_tokens_signed_by("rsa", "RS256");
}

#[test]
fn a_token_grants_what_was_asked_as_far_as_it_is_held() {
    let server = Server::start(&[]);
    let admin = server.admin();
    admin.create_user_with("reader", "team/**", &["pull"]);
    admin.create_user_with("owner", "team/**", &["pull", "push", "delete"]);
    admin.create_user_with("blind", "team/**", &["push"]);
    admin.allow(&anyone(), "public/**", &["pull"]);
    let granted = |who, scopes: &[&str]| Token::of(ask(&server, who, scopes)).granted();
    let (reader, owner) = (Some(person("reader")), Some(person("owner")));

    assert_eq!(granted(reader, &["repository:team/app:pull,push,delete,*"]), ["repository:team/app:pull"]);
    assert_eq!(granted(owner, &["repository:team/app:*"]), ["repository:team/app:pull,push,delete"]);
    assert_eq!(granted(owner, &["repository:team/app:pull"]), ["repository:team/app:pull"]);
    assert_eq!(granted(Some(person("blind")), &["repository:team/app:pull,push"]), [""; 0]);
    assert_eq!(granted(owner, &["registry:catalog:*"]), [""; 0]);
    assert_eq!(granted(Some(ADMIN), &["registry:catalog:*"]), ["registry:catalog:*"]);
    assert_eq!(granted(Some(ADMIN), &["registry:other:*", "plugin:team/app:pull"]), [""; 0]);
    assert_eq!(granted(reader, &[]), [""; 0]);
    assert_eq!(granted(None, &["repository:team/app:pull"]), [""; 0]);
    assert_eq!(granted(None, &["repository:public/app:pull,push"]), ["repository:public/app:pull"]);
    assert_eq!(granted(reader, &["repository:public/app:pull,push"]), ["repository:public/app:pull"]);
}

#[test]
fn scopes_are_merged_however_they_are_sent() {
    let server = Server::start(&[]);
    let granted = |scopes: &[&str]| {
        let mut granted = Token::of(ask(&server, Some(ADMIN), scopes)).granted();
        granted.sort();
        granted
    };
    let expected = ["repository:a:pull,push", "repository:b:pull"];
    assert_eq!(granted(&["repository:a:pull", "repository:a:push", "repository:b:pull"]), expected);
    assert_eq!(granted(&["repository:a:pull repository:b:pull", "repository:a:pull,push"]), expected);
    assert_eq!(granted(&["repository:b:pull repository:a:push repository:a:pull repository:b:pull"]), expected);
}

#[test]
fn nobody_has_no_name_and_no_token_is_like_another() {
    let server = Server::start(&[]);
    let [one, another] = [(); 2].map(|()| Token::of(ask(&server, None, &[])).claims);
    assert_eq!((&one["sub"], &one["access"]), (&json!(""), &json!([])));
    assert_ne!(one["jti"], another["jti"]);
}

#[test]
fn the_realm_answers_in_both_places_and_for_one_service_only() {
    let server = Server::start(&[]);
    let alias = server.url("/api/v1/auth");
    let scope = "repository:team/app:pull";
    assert_eq!(Token::of(ask_at(&alias, Some(ADMIN), SERVICE, &[scope])).granted(), [scope]);
    ask_at(&alias, Some(ADMIN), "another_service", &[scope]).expect(400);
    ask_at(&server.realm(), Some(ADMIN), "another_service", &[scope]).expect(400);
}

#[test]
fn wrong_and_unknown_credentials_get_the_same_answer() {
    let server = Server::start(&[]);
    server.admin().create_user("known", json!({}));
    let refused = |login| {
        let credentials = Credentials { login, password: "not my password" };
        let answer = ask(&server, Some(credentials), &["repository:team/app:pull"]).expect(401);
        assert!(answer.header("www-authenticate").starts_with("Basic "), "{answer:?}");
        answer.json()
    };
    assert_eq!(refused("known"), refused("unknown"));
    assert_eq!(refused("known")["errors"][0]["code"], json!("UNAUTHORIZED"));
}

#[test]
fn scopes_that_are_none_are_refused() {
    let server = Server::start(&[]);
    for scope in ["repository", "repository:team/../app:pull", "repository:Team/App:pull", "Repository:team/app:pull"] {
        ask(&server, Some(ADMIN), &[scope]).expect(400);
    }
}

#[test]
fn a_restart_changes_neither_key_nor_certificate() {
    let mut stage = Stage::set();
    stage.seed("team/app:1");
    let certificate = fs::read(stage.server.certificate()).unwrap();
    stage.server.kill();
    stage.server.restart();
    assert_eq!(fs::read(stage.server.certificate()).unwrap(), certificate);
    stage.skopeo(ADMIN).pull("team/app:1", TempDir::new().unwrap().path()).expect_ok();
}
