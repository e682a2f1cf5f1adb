//! What the options of TLS mean.

use std::path::Path;

use app::settings::{Acme, SslType};

use crate::start::Start;

#[test]
fn a_certificate_comes_from_files() {
    let start = Start::new().yaml("ssl: {type: static, cert: /a.crt, key: /a.key, fqdn: [A.org, b.org]}");
    let settings = start.settings();
    let SslType::Static { cert, key } = settings.ssl.kind else { panic!("{:?}", settings.ssl) };
    assert_eq!((cert.as_path(), key.as_path()), (Path::new("/a.crt"), Path::new("/a.key")));
    assert_eq!(settings.ssl.fqdns, ["a.org", "b.org"]);
    assert_eq!((settings.listen.port, settings.ssl.http_port), (443, 80));
}

#[test]
fn without_files_there_is_no_static_certificate() {
    let problems = Start::new().arg("--ssl.type=static").problems();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].starts_with("--ssl.cert") && problems[0].ends_with("must be set with ssl.type static"));
    assert!(problems[1].starts_with("--ssl.key") && problems[1].ends_with("must be set with ssl.type static"));
}

#[test]
fn a_certificate_comes_from_an_authority() {
    let start = Start::new().yaml("ssl: {type: auto, fqdn: [A.org, b.org], acme_email: me@a.org}");
    let SslType::Auto(acme) = start.settings().ssl.kind else { panic!("no ACME") };
    let expected = Acme {
        names: vec!["a.org".to_owned(), "b.org".to_owned()],
        location: "./acme".into(),
        email: Some("me@a.org".to_owned()),
        directory: "https://acme-v02.api.letsencrypt.org/directory".to_owned(),
        ca: None,
    };
    assert_eq!(acme, expected);
}

#[test]
fn the_host_name_is_the_name_in_the_certificate_if_it_can_be() {
    let SslType::Auto(acme) = Start::new().arg("--ssl.type=auto").arg("--hostname=RA.example.org").settings().ssl.kind
    else {
        panic!("no ACME")
    };
    assert_eq!(acme.names, ["ra.example.org"]);
    for hostname in ["localhost", "10.0.0.1", "::1"] {
        let problems = Start::new().arg("--ssl.type=auto").arg(&format!("--hostname={hostname}")).problems();
        assert!(problems.len() == 1 && problems[0].starts_with("--ssl.fqdn"), "{hostname}: {problems:?}");
    }
    let problems = Start::new().arg("--ssl.type=auto").arg("--ssl.fqdn=*.example.org").problems();
    assert!(problems.len() == 1 && problems[0].contains("wildcards"), "{problems:?}");
}

#[test]
fn https_has_a_port_of_its_own() {
    let tls = || Start::new().arg("--ssl.type=static").arg("--ssl.cert=/a").arg("--ssl.key=/b");
    assert_eq!(tls().arg("--port=8080").arg("--ssl.port=8443").settings().listen.port, 8443);
    assert_eq!(tls().arg("--listen=127.0.0.1:9443").arg("--ssl.port=8443").settings().listen.port, 9443);
    let problems = tls().arg("--ssl.port=8080").arg("--ssl.http-port=8080").problems();
    assert!(problems.len() == 1 && problems[0].starts_with("--ssl.http-port"), "{problems:?}");
}
