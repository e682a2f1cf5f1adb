use adapters::{CertificateRequest, KeyAlgorithm, KeySetError};
use openssl::x509::X509;
use time::OffsetDateTime;

use crate::place::{Place, openssl, request, try_openssl};

#[test]
fn openssl_takes_it_as_a_servers_certificate_by_the_strict_rules() {
    for algorithm in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::Rsa2048] {
        let place = Place::new();
        place.start_with(&request(algorithm), OffsetDateTime::now_utc()).unwrap();
        let certificate = place.certificate();
        let verify = |options: &[&str]| {
            let always = ["verify", "-x509_strict", "-check_ss_sig", "-purpose", "sslserver", "-CAfile", certificate];
            try_openssl(&[&always, options, &[certificate]].concat())
        };
        for options in [
            &["-verify_hostname", "registry.example.org"][..],
            &["-verify_hostname", "any.example.net"],
            &["-verify_hostname", "my_registry"],
            &["-verify_ip", "127.0.0.1"],
            &["-verify_ip", "2001:db8::7"],
        ] {
            let (succeeded, output) = verify(options);
            assert!(succeeded, "{algorithm:?} {options:?}: {output}");
        }
        assert!(!verify(&["-verify_hostname", "example.org"]).0);
        assert!(!verify(&["-verify_ip", "127.0.0.2"]).0);
    }
}

#[test]
fn it_says_what_it_is_for() {
    let place = Place::new();
    place.start().unwrap();
    let text = openssl(&["x509", "-noout", "-text", "-in", place.certificate()]);
    for expected in [
        "Subject: CN = registry.example.org",
        "Issuer: CN = registry.example.org",
        "CA:FALSE",
        "Digital Signature",
        "TLS Web Server Authentication",
        "X509v3 Subject Key Identifier",
        "DNS:registry.example.org, DNS:my_registry, DNS:*.example.net, IP Address:127.0.0.1, IP Address:2001:DB8:0:0:0:0:0:7",
        "ecdsa-with-SHA256",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
}

#[test]
fn it_is_valid_since_an_hour_and_for_twenty_years() {
    let place = Place::new();
    place.start().unwrap();
    let certificate = X509::from_pem(&std::fs::read(&place.files.certificate).unwrap()).unwrap();
    let now = openssl::asn1::Asn1Time::days_from_now(0).unwrap();
    let age = certificate.not_before().diff(&now).unwrap();
    assert_eq!((age.days, age.secs / 60), (0, 60));
    let life = now.diff(certificate.not_after()).unwrap();
    assert!(life.days >= 20 * 365 - 1, "{life:?}");
}

#[test]
fn without_names_it_is_good_for_signing_still() {
    let place = Place::new();
    place.start_with(&CertificateRequest::default(), OffsetDateTime::now_utc()).unwrap();
    let text = openssl(&["x509", "-noout", "-text", "-in", place.certificate()]);
    assert!(text.contains("Subject: CN = registry-admin"), "{text}");
    assert!(!text.contains("Alternative Name"), "{text}");
}

#[test]
fn a_name_too_long_for_the_subject_is_still_an_alternative_name() {
    let place = Place::new();
    let long = format!("{}.example.org", "a".repeat(60));
    let request = CertificateRequest { fqdns: vec![long.clone()], ..CertificateRequest::default() };
    place.start_with(&request, OffsetDateTime::now_utc()).unwrap();
    let text = openssl(&["x509", "-noout", "-text", "-in", place.certificate()]);
    assert!(text.contains("Subject: CN = registry-admin") && text.contains(&format!("DNS:{long}")), "{text}");
}

#[test]
fn what_is_no_dns_name_is_refused_before_anything_is_written() {
    for bad in ["", "a b", "a,CN=b", "a+b", "é.org", "a..b", "http://a", "a:5000", "a*.b", &"a".repeat(64)] {
        let place = Place::new();
        let request = CertificateRequest { fqdns: vec![bad.to_owned()], ..CertificateRequest::default() };
        let refusal = place.start_with(&request, OffsetDateTime::now_utc()).err();
        assert!(matches!(refusal, Some(KeySetError::Name { .. })), "{bad}: {refusal:?}");
        assert!(!place.path("certs").exists());
    }
}
