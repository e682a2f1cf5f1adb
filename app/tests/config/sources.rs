//! Which source wins.

use crate::start::Start;

#[test]
fn flags_win_over_the_environment_over_the_file_over_defaults() {
    for sources in 0..8 {
        let mut start = Start::new();
        let mut expected = 80;
        if sources & 1 != 0 {
            start = start.yaml("port: 81");
            expected = 81;
        }
        if sources & 2 != 0 {
            start = start.env("RA_PORT", "82");
            expected = 82;
        }
        if sources & 4 != 0 {
            start = start.arg("--port=83");
            expected = 83;
        }
        assert_eq!(start.settings().listen.port, expected, "{sources:03b}");
    }
}

#[test]
fn sources_complete_each_other_within_a_group() {
    let settings = Start::new()
        .yaml("registry: {host: 'http://a', service: a, certs: {path: /a, key: /a.key}}")
        .env("RA_REGISTRY_SERVICE", "b")
        .arg("--registry.certs.key=/c.key")
        .settings();
    assert_eq!(settings.registry.url.to_string(), "http://a:5000");
    assert_eq!(settings.registry.service, "b");
    assert_eq!(settings.registry.certs.key, std::path::Path::new("/c.key"));
    assert_eq!(settings.registry.certs.public_key, std::path::Path::new("/a/registry_auth.pub"));
}

#[test]
fn a_switch_can_be_turned_off_again() {
    assert!(!Start::new().settings().debug);
    assert!(Start::new().arg("--debug").settings().debug);
    assert!(Start::new().yaml("debug: true").settings().debug);
    assert!(!Start::new().yaml("debug: true").env("RA_DEBUG", "false").settings().debug);
    assert!(!Start::new().env("RA_DEBUG", "true").arg("--debug=false").settings().debug);
}

#[test]
fn a_value_may_follow_its_flag_after_a_space() {
    assert_eq!(Start::new().arg("--port").arg("81").settings().listen.port, 81);
}

#[test]
fn an_empty_value_is_none() {
    let start = Start::new().yaml("registry: {issuer: a, service: '', https_certs: }").env("RA_REGISTRY_ISSUER", "");
    let registry = start.arg("--registry.issuer=").settings().registry;
    assert_eq!((registry.issuer.as_str(), registry.service.as_str()), ("a", "container_registry"));
    assert_eq!(registry.https_certs, None);
}

#[test]
fn lists_may_be_repeated_joined_or_lists() {
    for start in [
        Start::new().arg("--registry.certs.fqdn=a.org").arg("--registry.certs.fqdn=b.org"),
        Start::new().env("RA_REGISTRY_CERTS_FQDN", "a.org, b.org,"),
        Start::new().yaml("registry: {certs: {fqdns: [a.org, b.org]}}"),
        Start::new().yaml("registry: {certs: {fqdns: 'a.org,b.org'}}"),
    ] {
        assert_eq!(start.settings().registry.certs.fqdns, ["a.org", "b.org"]);
    }
}

#[test]
fn the_file_may_be_named_by_a_flag() {
    let start = Start::new().yaml("port: 81");
    let other = start.write("other.json", r#"{"port": 82}"#);
    assert_eq!(start.arg(&format!("--config-file={}", other.display())).settings().listen.port, 82);
}

#[cfg(unix)]
#[test]
fn what_is_not_text_is_told() {
    use std::os::unix::ffi::OsStringExt;

    let problems = Start::new().env("RA_PORT", std::ffi::OsString::from_vec(vec![0xff])).problems();
    assert!(problems[0].contains("the value of RA_PORT is not UTF-8"), "{problems:?}");
}
