//! Tokens for the registry, signed with a key that is kept in files.

mod certificate;
mod certificate_signer;
mod error;
mod files;
mod key;
mod key_set;

use domain::Claims;
use josekit::JoseError;
use josekit::jws::{JwsHeader, JwsSigner};
use josekit::jwt::{self, JwtPayload};
use ports::{SignerError, TokenSigner};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

pub use certificate::CertificateRequest;
pub use error::KeySetError;
pub use key::KeyAlgorithm;
pub use key_set::KeySet;

use key_set::Loaded;

/// Signs tokens as JWTs that carry the certificate of their key.
pub struct JwtSigner {
    signer: Box<dyn JwsSigner>,
    header: JwsHeader,
    certificate_pem: String,
}

impl JwtSigner {
    /// Loads the key set and checks that its files belong together and that the certificate is
    /// valid `now`. If none of the files exists, all of them are made as `request` says; nothing
    /// that exists is ever replaced.
    pub fn load_or_create(
        files: &KeySet,
        request: &CertificateRequest,
        now: OffsetDateTime,
    ) -> Result<Self, KeySetError> {
        let Loaded { key, certificate, certificate_pem } = files.load_or_create(request, now)?;
        let mut header = JwsHeader::new();
        header.set_token_type("JWT");
        header.set_x509_certificate_chain(&vec![certificate.to_der()?]);
        Ok(Self { signer: key.token_signer(&files.key)?, header, certificate_pem })
    }
}

impl TokenSigner for JwtSigner {
    fn sign(&self, claims: &Claims) -> Result<String, SignerError> {
        payload(claims)
            .and_then(|payload| jwt::encode_with_signer(&payload, &self.header, &*self.signer))
            .map_err(|error| SignerError(Box::new(error)))
    }

    fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }
}

/// The claims in the one form that every version of the registry takes: the audience as a string,
/// times as whole seconds, and an array of accesses even if it is empty.
fn payload(claims: &Claims) -> Result<JwtPayload, JoseError> {
    let access: Vec<Value> = claims
        .access
        .iter()
        .map(|grant| json!({"type": grant.resource_type, "name": grant.name, "actions": grant.actions}))
        .collect();
    let claims = [
        ("iss", json!(claims.issuer)),
        ("sub", json!(claims.subject)),
        ("aud", json!(claims.audience)),
        ("exp", json!(claims.expires_at.unix_timestamp())),
        ("nbf", json!(claims.not_before.unix_timestamp())),
        ("iat", json!(claims.issued_at.unix_timestamp())),
        ("jti", json!(claims.id)),
        ("access", Value::Array(access)),
    ];
    JwtPayload::from_map(Map::from_iter(claims.map(|(name, value)| (name.to_owned(), value))))
}
