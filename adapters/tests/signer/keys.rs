//! Keys that other programs made.

use adapters::KeySetError;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::Claims;
use ports::TokenSigner;
use time::OffsetDateTime;

use crate::place::Place;

fn algorithm_used(place: &Place) -> String {
    let now = OffsetDateTime::now_utc();
    let claims = Claims {
        issuer: String::new(),
        subject: String::new(),
        audience: String::new(),
        expires_at: now,
        not_before: now,
        issued_at: now,
        id: String::new(),
        access: Vec::new(),
    };
    let token = place.start().unwrap().sign(&claims).unwrap();
    let header = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<serde_json::Value>(&header).unwrap()["alg"].as_str().unwrap().to_owned()
}

#[test]
fn every_usual_form_of_private_key_is_read() {
    for (arguments, begins, algorithm) in [
        (&["genrsa", "-traditional", "2048"][..], "-----BEGIN RSA PRIVATE KEY", "RS256"),
        (&["genpkey", "-algorithm", "RSA"], "-----BEGIN PRIVATE KEY", "RS256"),
        (&["ecparam", "-genkey", "-noout", "-name", "prime256v1"], "-----BEGIN EC PRIVATE KEY", "ES256"),
        (&["ecparam", "-genkey", "-name", "secp384r1"], "-----BEGIN EC PARAMETERS", "ES384"),
        (&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "-----BEGIN PRIVATE KEY", "ES256"),
        (&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "-----BEGIN PRIVATE KEY", "ES512"),
    ] {
        let place = Place::new();
        place.make_key_by_openssl(arguments);
        assert!(std::fs::read_to_string(place.key()).unwrap().starts_with(begins), "{arguments:?}");
        assert_eq!(algorithm_used(&place), algorithm, "{arguments:?}");
    }
}

#[test]
fn keys_no_registry_takes_are_refused() {
    for arguments in [
        &["genpkey", "-algorithm", "ED25519"][..],
        &["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
        &["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
    ] {
        let place = Place::new();
        place.make_key_by_openssl(arguments);
        let refusal = place.start().err().unwrap();
        assert!(matches!(refusal, KeySetError::UnsupportedKey { .. }), "{arguments:?}: {refusal}");
        assert!(refusal.to_string().contains(place.key()), "{refusal}");
    }
}

#[test]
fn an_encrypted_key_is_refused_without_asking_for_its_passphrase() {
    let place = Place::new();
    place.make_key_by_openssl(&["genpkey", "-algorithm", "RSA"]);
    let encrypted = place.path("encrypted");
    let encrypted = encrypted.to_str().unwrap();
    crate::place::openssl(&["pkey", "-in", place.key(), "-aes256", "-passout", "pass:x", "-out", encrypted]);
    std::fs::rename(encrypted, place.key()).unwrap();
    assert!(matches!(place.start().err(), Some(KeySetError::NoPrivateKey { .. })));
}
