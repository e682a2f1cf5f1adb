use josekit::JoseError;
use josekit::jws::alg::hmac::HmacJwsSigner;
use josekit::jws::{HS256, JwsAlgorithm, JwsHeader, JwsSigner, JwsVerifier};
use josekit::jwt::{self, JwtPayload};
use ports::{SessionClaims, SessionSealer, SignerError};
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;
use time::OffsetDateTime;

/// Makes and reads session cookies as JWTs signed with HS256.
pub struct HmacSessionSealer {
    signer: HmacJwsSigner,
    verifier: ConstantTimeVerifier,
    issuer: String,
}

impl HmacSessionSealer {
    /// Seals with `secret` in the name of `issuer`, which must be the same when a cookie is opened.
    pub fn new(secret: &[u8], issuer: &str) -> Result<Self, SignerError> {
        // HS256 takes no key below 32 bytes (RFC 7518 section 3.2), but whoever chose a shorter
        // secret must still be able to sign in: the hash of any secret is 32 bytes long.
        let signer = HS256.signer_from_bytes(Sha256::digest(secret)).map_err(failed)?;
        Ok(Self { verifier: ConstantTimeVerifier(signer.clone()), signer, issuer: issuer.to_owned() })
    }
}

impl SessionSealer for HmacSessionSealer {
    fn seal(&self, claims: &SessionClaims) -> Result<String, SignerError> {
        let mut header = JwsHeader::new();
        header.set_token_type("JWT");
        let mut payload = JwtPayload::new();
        payload.set_issuer(&self.issuer);
        payload.set_claim("sid", Some(Value::from(claims.session.to_string()))).map_err(failed)?;
        // As a whole number: josekit would write parts of a second, and panic before 1970.
        payload.set_claim("exp", Some(Value::from(claims.expires_at.unix_timestamp()))).map_err(failed)?;
        jwt::encode_with_signer(&payload, &header, &self.signer).map_err(failed)
    }

    fn open(&self, value: &str) -> Option<SessionClaims> {
        // josekit refuses every header whose algorithm is not the verifier's.
        let (payload, _) = jwt::decode_with_verifier(value, &self.verifier).ok()?;
        if payload.issuer() != Some(&self.issuer) {
            return None;
        }
        let session = payload.claim("sid")?.as_str()?.parse().ok()?;
        let expires_at = OffsetDateTime::from_unix_timestamp(payload.claim("exp")?.as_i64()?).ok()?;
        Some(SessionClaims { session, expires_at })
    }
}

/// Checks signatures without telling by its duration how much of one was right, which josekit's
/// own verifier for HS256 does.
#[derive(Debug, Clone)]
struct ConstantTimeVerifier(HmacJwsSigner);

impl JwsVerifier for ConstantTimeVerifier {
    fn algorithm(&self) -> &dyn JwsAlgorithm {
        self.0.algorithm()
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), JoseError> {
        let expected = self.0.sign(message)?;
        // The comparison panics when lengths differ; the right length is no secret.
        if expected.len() == signature.len() && openssl::memcmp::eq(&expected, signature) {
            Ok(())
        } else {
            Err(JoseError::InvalidSignature(ForeignSignature.into()))
        }
    }

    fn box_clone(&self) -> Box<dyn JwsVerifier> {
        Box::new(self.clone())
    }
}

#[derive(Debug, Error)]
#[error("the signature is not ours")]
struct ForeignSignature;

fn failed(error: JoseError) -> SignerError {
    SignerError(Box::new(error))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
    use domain::SessionId;
    use josekit::jws::{HS512, alg::hmac::HmacJwsAlgorithm};
    use serde_json::json;
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;

    const SECRET: &[u8] = b"short";

    fn sealer() -> HmacSessionSealer {
        HmacSessionSealer::new(SECRET, "zebox").unwrap()
    }

    fn claims() -> SessionClaims {
        SessionClaims { session: SessionId(Uuid::from_u128(7)), expires_at: datetime!(2026-11-24 12:00 UTC) }
    }

    /// A token with any payload, rightly signed with our secret.
    fn signed(algorithm: HmacJwsAlgorithm, key: &[u8], payload: Value) -> String {
        let payload = JwtPayload::from_map(payload.as_object().unwrap().clone()).unwrap();
        let signer = algorithm.signer_from_bytes(key).unwrap();
        jwt::encode_with_signer(&payload, &JwsHeader::new(), &signer).unwrap()
    }

    fn right_payload() -> Value {
        json!({"iss": "zebox", "sid": Uuid::from_u128(7).to_string(), "exp": 1_795_521_600})
    }

    #[test]
    fn what_was_sealed_opens_again_even_when_it_has_expired() {
        let expired = SessionClaims { expires_at: datetime!(2001-01-01 0:00 UTC), ..claims() };
        for claims in [claims(), expired] {
            let value = sealer().seal(&claims).unwrap();
            assert_eq!(sealer().open(&value), Some(claims));
        }
    }

    #[test]
    fn a_cookie_is_a_plain_jwt() {
        let value = sealer().seal(&claims()).unwrap();
        let mut parts = value.split('.').map(|part| BASE64.decode(part).unwrap());
        let mut json = || serde_json::from_slice::<Value>(&parts.next().unwrap()).unwrap();
        assert_eq!(json(), json!({"typ": "JWT", "alg": "HS256"}));
        assert_eq!(json(), right_payload());
        assert_eq!(sealer().open(&signed(HS256, &Sha256::digest(SECRET), right_payload())), Some(claims()));
    }

    #[test]
    fn another_secret_or_issuer_does_not_open() {
        let value = sealer().seal(&claims()).unwrap();
        assert_eq!(HmacSessionSealer::new(b"other", "zebox").unwrap().open(&value), None);
        assert_eq!(HmacSessionSealer::new(SECRET, "Zebox").unwrap().open(&value), None);
    }

    #[test]
    fn only_hs256_opens() {
        let payload = BASE64.encode(right_payload().to_string());
        for header in [r#"{"alg":"none"}"#, r#"{"alg":"None","typ":"JWT"}"#, r#"{"typ":"JWT"}"#, r#"{"alg":null}"#] {
            let header = BASE64.encode(header);
            assert_eq!(sealer().open(&format!("{header}.{payload}.")), None, "{header}");
            assert_eq!(sealer().open(&format!("{header}.{payload}")), None, "{header}");
        }
        let long_key = [Sha256::digest(SECRET), Sha256::digest(SECRET)].concat();
        assert_eq!(sealer().open(&signed(HS512, &long_key, right_payload())), None);
    }

    #[test]
    fn a_header_with_another_algorithm_does_not_open_whatever_it_is_signed_by() {
        for algorithm in ["RS256", "PS256", "ES256", "HS384", "HS512", "hs256", "none"] {
            let header = BASE64.encode(json!({"typ": "JWT", "alg": algorithm}).to_string());
            let message = format!("{header}.{}", BASE64.encode(right_payload().to_string()));
            let signature = BASE64.encode(sealer().signer.sign(message.as_bytes()).unwrap());
            assert_eq!(sealer().open(&format!("{message}.{signature}")), None, "{algorithm}");
        }
    }

    #[test]
    fn a_changed_value_does_not_open() {
        let value = sealer().seal(&claims()).unwrap();
        for index in 0..value.len() {
            let mut bytes = value.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(sealer().open(&changed), None, "{changed}");
        }
        for length in 0..value.len() {
            assert_eq!(sealer().open(&value[..length]), None);
        }
    }

    #[test]
    fn claims_that_are_missing_or_odd_do_not_open() {
        for (claim, odd) in [
            ("iss", Value::Null),
            ("sid", Value::Null),
            ("sid", json!("7")),
            ("sid", json!(7)),
            ("exp", Value::Null),
            ("exp", json!(1e300)),
            ("exp", json!(u64::MAX)),
        ] {
            let mut payload = right_payload();
            match odd {
                Value::Null => payload.as_object_mut().unwrap().remove(claim),
                odd => payload.as_object_mut().unwrap().insert(claim.to_owned(), odd),
            };
            assert_eq!(sealer().open(&signed(HS256, &Sha256::digest(SECRET), payload)), None, "{claim}");
        }
    }

    #[test]
    fn a_moment_before_1970_is_an_error_and_no_panic() {
        assert!(sealer().seal(&SessionClaims { expires_at: datetime!(1969-12-31 0:00 UTC), ..claims() }).is_err());
    }
}
