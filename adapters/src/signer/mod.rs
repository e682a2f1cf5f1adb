//! Tokens for the registry, signed with a key that is kept in files.

mod certificate;
mod certificate_signer;
mod error;
mod files;
mod key;
mod key_set;
mod payload;
mod token_key;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use domain::Claims;
use openssl::asn1::Asn1Time;
use ports::{SignerError, TokenSigner};
use serde_json::json;
use time::{Duration, OffsetDateTime};

pub use certificate::CertificateRequest;
pub use error::KeySetError;
pub use key::KeyAlgorithm;
pub use key_set::KeySet;

use key_set::Loaded;
use payload::Payload;
use token_key::TokenKey;

/// Signs tokens as JWTs that carry the certificate of their key.
pub struct JwtSigner {
    key: TokenKey,
    /// The header in base64url, and a dot: every token begins with it.
    header: String,
    certificate_pem: String,
    expires_at: OffsetDateTime,
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
        Self::of(files, files.load_or_create(request, now)?)
    }

    /// As [`JwtSigner::load_or_create`], but makes nothing: all files must be there.
    pub fn load(files: &KeySet, now: OffsetDateTime) -> Result<Self, KeySetError> {
        Self::of(files, files.load(now)?)
    }

    fn of(files: &KeySet, loaded: Loaded) -> Result<Self, KeySetError> {
        let Loaded { key, certificate, certificate_pem } = loaded;
        let key = key.token_key(&files.key)?;
        let x5c = BASE64_STANDARD.encode(certificate.to_der()?);
        let header = json!({ "typ": "JWT", "alg": key.algorithm(), "x5c": [x5c] }).to_string();
        let left = Asn1Time::from_unix(0)?.diff(certificate.not_after())?;
        let expires_at =
            OffsetDateTime::UNIX_EPOCH + Duration::days(left.days.into()) + Duration::seconds(left.secs.into());
        Ok(Self { key, header: BASE64_URL_SAFE_NO_PAD.encode(header) + ".", certificate_pem, expires_at })
    }
}

impl TokenSigner for JwtSigner {
    /// In the compact form (RFC 7515 section 7.1).
    fn sign(&self, claims: &Claims) -> Result<String, SignerError> {
        let payload = Payload::of(claims).map_err(|error| SignerError(error.into()))?;
        let payload = serde_json::to_vec(&payload).map_err(|error| SignerError(error.into()))?;
        let mut token = self.header.clone();
        BASE64_URL_SAFE_NO_PAD.encode_string(payload, &mut token);
        let signature = self.key.sign(token.as_bytes())?;
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    fn expires_at(&self) -> Option<OffsetDateTime> {
        Some(self.expires_at)
    }
}
