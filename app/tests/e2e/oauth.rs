//! The realm's POST form: what containerd asks with a password, and Docker with an identity token
//! (distribution OAuth2 specification).

use serde_json::{Value, json};

use crate::harness::Answer;
use crate::harness::api::{PASSWORD, person};
use crate::harness::server::Server;
use crate::harness::token::{Token, post};

const SCOPE: &str = "repository:team/app:pull";

fn with_password(server: &Server, more: &[(&str, &str)]) -> Answer {
    let password = [("grant_type", "password"), ("username", "reader"), ("password", PASSWORD), ("scope", SCOPE)];
    post(server, &[&password, more].concat())
}

fn with_refresh_token(server: &Server, token: &str) -> Answer {
    post(server, &[("grant_type", "refresh_token"), ("refresh_token", token), ("scope", SCOPE)])
}

fn refresh_token(server: &Server) -> String {
    let answer = with_password(server, &[("access_type", "offline")]).expect(200).json();
    answer["refresh_token"].as_str().unwrap().to_owned()
}

fn server_with_reader() -> (Server, String) {
    let server = Server::start(&[]);
    let reader = server.admin().create_user_with("reader", "team/**", &["pull"]);
    (server, reader)
}

#[test]
fn a_password_is_worth_a_token() {
    let (server, _) = server_with_reader();
    let answer = with_password(&server, &[]).expect(200);
    let body = answer.json();
    assert_eq!(body["refresh_token"], Value::Null, "only when asked for");
    assert!(body["access_token"].is_string() && body["expires_in"].is_u64(), "{body}");
    let token = Token::of(answer);
    assert_eq!((token.claims["sub"].as_str(), token.granted()), (Some("reader"), vec![SCOPE.to_owned()]));

    let wrong = [("grant_type", "password"), ("username", "reader"), ("password", "not my password")];
    post(&server, &wrong).expect(401);
}

#[test]
fn several_scopes_come_separated_by_spaces_and_repeated() {
    let (server, _) = server_with_reader();
    let scopes = format!("{SCOPE} {SCOPE},push repository:other:pull");
    let password = [("grant_type", "password"), ("username", "reader"), ("password", PASSWORD)];
    let answer = post(&server, &[&password[..], &[("scope", &scopes)]].concat());
    assert_eq!(Token::of(answer).granted(), [SCOPE]);
}

#[test]
fn a_refresh_token_stands_for_its_user_until_it_is_revoked() {
    let (server, _) = server_with_reader();
    let token = refresh_token(&server);
    let used = Token::of(with_refresh_token(&server, &token));
    assert_eq!((used.claims["sub"].as_str(), used.granted()), (Some("reader"), vec![SCOPE.to_owned()]));

    let reader = server.caller(person("reader"));
    let list = reader.get("/api/v1/refresh-tokens").expect(200).json();
    assert_eq!((&list["total"], &list["items"][0]["client_id"]), (&json!(1), &json!("tests")));
    assert!(!list.to_string().contains(&token), "the list shows the secret");
    reader.delete(&format!("/api/v1/refresh-tokens/{}", list["items"][0]["id"].as_str().unwrap())).expect(204);
    with_refresh_token(&server, &token).expect(401);
    with_refresh_token(&server, "made-up").expect(401);
}

#[test]
fn a_refresh_token_survives_a_crash() {
    let (mut server, _) = server_with_reader();
    let token = refresh_token(&server);
    server.kill();
    server.restart();
    with_refresh_token(&server, &token).expect(200);
}

#[test]
fn a_new_password_and_a_disabled_account_end_refresh_tokens() {
    let (server, reader) = server_with_reader();
    let new_password = "another whale in the bay";
    let first = refresh_token(&server);
    let second = refresh_token(&server);
    server.admin().patch(&format!("/api/v1/users/{reader}"), &json!({ "password": new_password })).expect(200);
    with_refresh_token(&server, &first).expect(401);
    with_refresh_token(&server, &second).expect(401);

    server.admin().patch(&format!("/api/v1/users/{reader}"), &json!({ "password": PASSWORD })).expect(200);
    let third = refresh_token(&server);
    server.admin().patch(&format!("/api/v1/users/{reader}"), &json!({ "disabled": true })).expect(200);
    let refused = with_refresh_token(&server, &third);
    assert!([401, 403].contains(&refused.status), "{refused:?}");
}
