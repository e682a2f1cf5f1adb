//! How the registry and this service find each other.

use serde_json::{Value, json};

use crate::support::{Api, admin};

#[tokio::test]
async fn everybody_learns_the_registrys_host_and_admins_how_to_configure_it() {
    let api = Api::start().await;
    let (_, user) = api.user("alice", "user").await;
    let shown = api.get(&user, "/api/v1/registry/settings").await.expect(200).body;
    let public = json!({
        "auth_type": "token",
        "service": "container_registry", "issuer": "test_issuer", "host": "registry.example.org:5000",
        "certificate": null, "config": null
    });
    assert_eq!(shown, public);
    let shown = api.get(&admin(), "/api/v1/registry/settings").await.expect(200).body;
    assert!(shown["certificate"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    let config = shown["config"].as_str().unwrap();
    let config: Value = serde_saphyr::from_str(config).unwrap();
    let token = &config["auth"]["token"];
    assert_eq!(token["realm"], "https://admin.example.org/api/v1/registry/auth");
    assert_eq!(token["rootcertbundle"], "/etc/registry-admin/registry_auth_ca.crt");
    assert_eq!(config["storage"]["delete"]["enabled"], true);
    let endpoint = &config["notifications"]["endpoints"][0];
    assert_eq!(endpoint["url"], "https://admin.example.org/api/v1/registry/events");
}

#[tokio::test]
async fn what_a_pattern_matches_is_for_managers() {
    let api = Api::start().await;
    let (_, user) = api.user("alice", "user").await;
    let (_, manager) = api.user("mallory", "manager").await;
    api.get(&user, "/api/v1/repositories?pattern=team/**").await.expect_problem(403, "forbidden");
    let found = api.get(&manager, "/api/v1/repositories?pattern=team/**").await.expect(200);
    assert_eq!(found.body, json!({ "items": [], "total": 0 }));
    api.get(&manager, "/api/v1/repositories?pattern=Team").await.expect_problem(400, "bad_request");
}
