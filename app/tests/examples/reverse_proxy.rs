//! The proxies lead to where the services listen.

use std::fs;

use crate::{example, settings, yaml};

#[test]
fn both_proxies_stand_before_the_same() {
    for file in ["registry-admin.yml", "registry.yml"] {
        let [nginx, traefik] = ["nginx", "traefik"]
            .map(|proxy| fs::read_to_string(example(&format!("reverse_proxy/{proxy}/{file}"))).unwrap());
        assert_eq!(nginx, traefik, "{file}");
    }
    let admin = settings("reverse_proxy/nginx/registry-admin.yml");
    let outside = format!("https://{}", admin.hostname);
    let registry = yaml("reverse_proxy/nginx/registry.yml");
    assert_eq!(registry["http"]["host"], outside);
    assert_eq!(registry["auth"]["token"]["realm"], format!("{outside}/api/v1/registry/auth"));
}

#[test]
fn nothing_but_the_proxy_is_reached_from_outside() {
    for proxy in ["nginx", "traefik"] {
        let services = yaml(&format!("reverse_proxy/{proxy}/docker-compose.yml"))["services"].clone();
        let published = services.as_object().unwrap().iter().filter(|(_, service)| service.get("ports").is_some());
        assert_eq!(published.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), [proxy]);
    }
}

#[test]
fn the_proxy_is_trusted_where_it_comes_from() {
    let admin = settings("reverse_proxy/nginx/registry-admin.yml");
    let trusted: Vec<_> = admin.trusted_proxies.iter().map(ToString::to_string).collect();
    for proxy in ["nginx", "traefik"] {
        let network = yaml(&format!("reverse_proxy/{proxy}/docker-compose.yml"))["networks"]["default"].clone();
        assert_eq!(trusted, [network["ipam"]["config"][0]["subnet"].as_str().unwrap()]);
    }
}

#[test]
fn nginx_leads_to_both() {
    let text = fs::read_to_string(example("reverse_proxy/nginx/nginx.conf")).unwrap();
    let admin = settings("reverse_proxy/nginx/registry-admin.yml");
    assert!(text.contains(&format!("proxy_pass http://registry-admin:{};", admin.listen.port)));
    assert!(text.contains(&format!("proxy_pass {};", admin.registry.url.to_string().trim_end_matches('/'))));
    assert_eq!(text.matches(&format!("server_name {};", admin.hostname)).count(), 2);
}

#[test]
fn traefik_leads_to_both() {
    let admin = settings("reverse_proxy/traefik/registry-admin.yml");
    let [statics, routes] = ["traefik", "routes"].map(|name| yaml(&format!("reverse_proxy/traefik/{name}.yml")));
    let (routers, services) = (&routes["http"]["routers"], &routes["http"]["services"]);
    let target = |name: &str| services[name]["loadBalancer"]["servers"][0]["url"].clone();
    assert_eq!(target("registry-admin"), format!("http://registry-admin:{}", admin.listen.port));
    assert_eq!(target("registry"), admin.registry.url.to_string().trim_end_matches('/'));
    for (name, router) in routers.as_object().unwrap() {
        assert_eq!(router["service"], name.as_str());
        assert!(router["rule"].as_str().unwrap().starts_with(&format!("Host(`{}`)", admin.hostname)));
        assert!(statics["entryPoints"].get(router["entryPoints"][0].as_str().unwrap()).is_some());
        assert!(statics["certificatesResolvers"].get(router["tls"]["certResolver"].as_str().unwrap()).is_some());
    }
}
