//! Texts that not every database can hold: whoever sends one is told, and what a registry tells is taken
//! whatever is in it.

use serde_json::{Value, json};

use crate::harness::catalog::EVENTS;
use crate::harness::http::{self, Credentials};
use crate::harness::media_type::MANIFEST;
use crate::harness::server::{ADMIN, SERVICE, Server};
use crate::harness::token::{ask, post};
use crate::harness::wait::until;
use crate::harness::{Content, Stage};

/// So many digits cannot be packed into what an index takes.
fn long_id() -> String {
    (0_u32..4_000).map(|number| format!("{:08x}", number.wrapping_mul(2_654_435_761))).collect()
}

#[test]
fn a_text_that_cannot_be_stored_is_told_to_be_wrong() {
    let server = Server::start(&[]);
    let admin = server.admin();
    let group = format!("/api/v1/groups/{}", admin.create_group("team"));
    let user = format!("/api/v1/users/{}", admin.create_user("alice", json!({})));
    let (new_group, new_user) = (json!({ "name": "new" }), json!({ "login": "new", "password": ADMIN.password }));
    for (method, path, mut body) in [
        ("POST", "/api/v1/groups", new_group),
        ("PATCH", &group, json!({})),
        ("POST", "/api/v1/users", new_user),
        ("PATCH", &user, json!({})),
    ] {
        body["description"] = json!("be\0fore");
        let refused = admin.send(method, path, Some(&body)).expect(422).json();
        assert_eq!((&refused["code"], &refused["errors"][0]["pointer"]), (&json!("invalid"), &json!("/description")));
    }
    for list in [
        "users?q=",
        "users?id=",
        "groups?q=",
        "access?q=",
        "access?resource=",
        "repositories?q=",
        "repositories?name=",
        "tags?q=",
        "tags?digest=",
        "audit?actor=",
        "audit?target=",
        "audit?q=",
        "audit?address=",
        "audit/export?target=",
    ] {
        let refused = admin.get(&format!("/api/v1/{list}a%00b")).expect(400).json();
        assert_eq!(refused["code"], "bad_request", "{refused}");
    }
}

#[test]
fn nobody_signs_in_with_a_text_that_cannot_be_stored() {
    let server = Server::start(&[]);
    for credentials in [
        Credentials { login: "ad\0min", password: ADMIN.password },
        Credentials { login: ADMIN.login, password: "pass\0word" },
    ] {
        ask(&server, Some(credentials), &[]).expect(401);
        server.caller(credentials).get("/api/v1/users").expect(401);
        let body = json!({ "login": credentials.login, "password": credentials.password });
        http::send("POST", &server.url("/auth/login"), &[("content-type", "application/json")], Some(body.to_string()))
            .expect(401);
    }
    post(&server, &[("grant_type", "refresh_token"), ("refresh_token", "a%00b")]).expect(401);
    let realm = format!("{}?service={SERVICE}&offline_token=true&client_id=a%00b&account=%00", server.realm());
    let issued = http::send("GET", &realm, &[("authorization", &ADMIN.basic())], None).expect(200).json();
    assert!(issued["refresh_token"].is_string(), "{issued}");
    let refusals = server.admin();
    until("refusals are told", || (refusals.all("refresh-tokens").len() == 1).then_some(()));
}

/// An image about which everything is told with a character that not every database can hold.
fn odd_image() -> Content {
    let mut image = Content::image("an image");
    let mut manifest: Value = serde_json::from_str(&image.manifest).unwrap();
    manifest["annotations"] = json!({ "na\0me": "te\0xt" });
    manifest["artifactType"] = json!("ar\0tifact");
    manifest["layers"][0]["mediaType"] = json!("lay\0er");
    image.manifest = manifest.to_string();
    image
}

#[test]
fn whatever_a_registry_tells_is_taken_and_stops_nothing() {
    let stage = Stage::set_with_events();
    let admin = stage.server.admin();
    let remote = stage.registry.remote("team/app");
    let (odd, plain) = (odd_image(), Content::image("another image"));
    remote.push(&odd, "odd");
    remote.push(&plain, "plain");
    until("what comes after it is known", || (admin.tags("team/app").len() == 2).then_some(()));
    let known = admin.manifest("team/app", &odd.digest()).expect(200).json();
    assert_eq!(known["annotations"], json!({ "na\u{fffd}me": "te\u{fffd}xt" }), "{known}");
    admin.sync();

    let pull = |id: &str| {
        let target = json!({ "mediaType": MANIFEST, "repository": "team/app", "digest": plain.digest(), "tag": "\0" });
        let request = json!({ "method": "GET", "useragent": "cu\0rl" });
        json!({ "id": id, "action": "pull", "target": target, "request": request, "actor": { "name": "\0" } })
    };
    let ids = ["\0", "a\0", &long_id(), &format!("{}\0", long_id()), "usual"];
    let notification = json!({ "events": ids.map(pull) }).to_string();
    for _ in 0..2 {
        admin.notify(&notification).expect(204);
    }
    assert_eq!(admin.tag("team/app", "plain").unwrap()["pulls"], ids.len());
    http::send("POST", &stage.server.url(EVENTS), &[], Some(notification)).expect(401);
}
