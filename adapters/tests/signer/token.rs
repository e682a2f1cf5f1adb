use adapters::KeyAlgorithm;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use domain::{Claims, Grant};
use josekit::jws::{ES256, JwsVerifier, RS256};
use josekit::jwt;
use openssl::x509::X509;
use ports::TokenSigner;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::place::{Place, request};

fn claims(access: Vec<Grant>) -> Claims {
    Claims {
        issuer: "registry_token_issuer".into(),
        subject: "alice".into(),
        audience: "container_registry".into(),
        expires_at: datetime!(2026-11-24 12:15:00.9 UTC),
        not_before: datetime!(2026-11-24 11:59:50.9 UTC),
        issued_at: datetime!(2026-11-24 12:00:00.9 UTC),
        id: "an id".into(),
        access,
    }
}

fn grant(name: &str, actions: Vec<&'static str>) -> Grant {
    Grant { resource_type: "repository".into(), name: name.into(), actions }
}

fn parts(token: &str) -> (Value, Value) {
    let parts: Vec<_> = token.split('.').collect();
    assert_eq!(parts.len(), 3);
    let json = |part: &str| serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    (json(parts[0]), json(parts[1]))
}

#[test]
fn the_header_and_claims_are_what_every_registry_takes() {
    let place = Place::new();
    let signer = place.start().unwrap();
    let token = signer.sign(&claims(vec![grant("team/app", vec!["pull", "push"]), grant("b", vec!["pull"])])).unwrap();
    let (header, payload) = parts(&token);
    let certificate = X509::from_pem(&std::fs::read(&place.files.certificate).unwrap()).unwrap();
    let x5c = BASE64_STANDARD.encode(certificate.to_der().unwrap());
    assert_eq!(header, json!({"typ": "JWT", "alg": "ES256", "x5c": [x5c]}));
    assert_eq!(
        payload,
        json!({
            "iss": "registry_token_issuer", "sub": "alice", "aud": "container_registry",
            "exp": 1_795_522_500, "nbf": 1_795_521_590, "iat": 1_795_521_600, "jti": "an id",
            "access": [
                {"type": "repository", "name": "team/app", "actions": ["pull", "push"]},
                {"type": "repository", "name": "b", "actions": ["pull"]},
            ],
        })
    );
    assert!(payload["exp"].is_i64() && payload["nbf"].is_i64() && payload["iat"].is_i64());
}

#[test]
fn whoever_gets_nothing_gets_an_empty_array() {
    let token = Place::new().start().unwrap().sign(&Claims { subject: String::new(), ..claims(vec![]) }).unwrap();
    let (_, payload) = parts(&token);
    assert_eq!(payload["access"], json!([]));
    assert_eq!(payload["sub"], json!(""));
}

#[test]
fn the_key_in_the_certificate_verifies_the_token() {
    for algorithm in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::Rsa2048] {
        let place = Place::new();
        let signer = place.start_with(&request(algorithm), OffsetDateTime::now_utc()).unwrap();
        let token = signer.sign(&claims(vec![grant("a", vec!["pull"])])).unwrap();
        let certificate = X509::from_pem(signer.certificate_pem().as_bytes()).unwrap();
        let public_key = certificate.public_key().unwrap().public_key_to_der().unwrap();
        let verifier: Box<dyn JwsVerifier> = match algorithm {
            KeyAlgorithm::EcdsaP256 => Box::new(ES256.verifier_from_der(public_key).unwrap()),
            KeyAlgorithm::Rsa2048 => Box::new(RS256.verifier_from_der(public_key).unwrap()),
        };
        let (payload, header) = jwt::decode_with_verifier(&token, &*verifier).unwrap();
        assert_eq!(payload.jwt_id(), Some("an id"));
        assert_eq!(header.x509_certificate_chain().unwrap(), [certificate.to_der().unwrap()]);
        let forged = token.replacen('.', ".e30", 1);
        assert!(jwt::decode_with_verifier(&forged, &*verifier).is_err());
    }
}

#[test]
fn a_moment_before_1970_is_an_error_and_no_panic() {
    let signer = Place::new().start().unwrap();
    assert!(signer.sign(&Claims { expires_at: datetime!(1969-01-01 0:00 UTC), ..claims(vec![]) }).is_err());
}
