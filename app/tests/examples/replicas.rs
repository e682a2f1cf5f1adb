//! The replicas have one database and one key, and the proxy finds all of them.

use std::fs;

use serde_json::Value;

use crate::{example, yaml};

const URL: &str = "RA_STORE_POSTGRES_URL";

fn services() -> Value {
    yaml("replicas/docker-compose.yml")["services"].clone()
}

#[test]
fn there_are_several_on_the_database_beside_them() {
    let services = services();
    let ours = &services["registry-admin"];
    assert_eq!(ours["deploy"]["replicas"], 2);
    let url = ours["environment"][URL].as_str().unwrap();
    let database = &services["postgres"]["environment"];
    let user = database["POSTGRES_USER"].as_str().unwrap();
    assert_eq!(url, format!("postgres://{user}:${{POSTGRES_PASSWORD}}@postgres/{user}"));
    assert!(database["POSTGRES_PASSWORD"].as_str().unwrap().starts_with("${POSTGRES_PASSWORD:?"));
    let text = fs::read_to_string(example("replicas/registry-admin.yml")).unwrap();
    assert!(text.contains("type: postgres"), "{text}");
}

#[test]
fn all_sign_with_the_key_that_the_registry_trusts() {
    let services = services();
    let volumes = |service: &str| services[service]["volumes"].to_string();
    assert!(volumes("registry-admin").contains("./certs:/app/certs"));
    assert!(volumes("registry").contains("./certs:/certs:ro"));
}

#[test]
fn nothing_but_the_proxy_is_reached_from_outside_and_it_is_trusted() {
    let compose = yaml("replicas/docker-compose.yml");
    let services = compose["services"].as_object().unwrap();
    let published = services.iter().filter(|(_, service)| service.get("ports").is_some());
    assert_eq!(published.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["nginx"]);
    let subnet = &compose["networks"]["default"]["ipam"]["config"][0]["subnet"];
    let text = fs::read_to_string(example("replicas/registry-admin.yml")).unwrap();
    assert!(text.contains(&format!("trusted_proxies: [{}]", subnet.as_str().unwrap())), "{text}");
}

#[test]
fn the_proxy_leads_to_whichever_is_there() {
    let text = fs::read_to_string(example("replicas/nginx.conf")).unwrap();
    assert!(text.contains("set $replicas registry-admin;") && text.contains("proxy_pass http://$replicas:80;"));
    assert!(text.contains("resolver 127.0.0.11 valid="), "a name in a variable needs one");
}
