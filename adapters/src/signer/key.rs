use std::path::Path;

use josekit::jws::{ES384, ES512, JwsSigner, RS256};
use openssl::bn::BigNumContext;
use openssl::ec::{EcGroup, EcKey, PointConversionForm};
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, PKeyRef, Private};
use openssl::rsa::Rsa;

use super::KeySetError;
use super::token_key::TokenKey;

/// What kind of key to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyAlgorithm {
    /// ECDSA on the curve P-256: small tokens, and eleven times as fast as RSA.
    #[default]
    EcdsaP256,
    /// RSA with 2048 bits.
    Rsa2048,
}

/// The private key that signs tokens.
pub(super) struct PrivateKey(PKey<Private>);

impl PrivateKey {
    pub(super) fn generate(algorithm: KeyAlgorithm) -> Result<Self, ErrorStack> {
        let key = match algorithm {
            KeyAlgorithm::EcdsaP256 => {
                PKey::from_ec_key(EcKey::generate(&*EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?)?)
            }
            KeyAlgorithm::Rsa2048 => PKey::from_rsa(Rsa::generate(2048)?),
        };
        key.map(Self)
    }

    /// Reads any usual PEM form; `path` is where it came from.
    pub(super) fn from_pem(pem: &[u8], path: &Path) -> Result<Self, KeySetError> {
        // A passphrase, if only an empty one, keeps OpenSSL from asking for it on the terminal.
        PKey::private_key_from_pem_passphrase(pem, b"")
            .map(Self)
            .map_err(|_| KeySetError::NoPrivateKey { path: path.to_owned() })
    }

    /// PKCS#8, which every tool reads.
    pub(super) fn to_pem(&self) -> Result<Vec<u8>, ErrorStack> {
        self.0.private_key_to_pem_pkcs8()
    }

    pub(super) fn public_key_to_pem(&self) -> Result<Vec<u8>, ErrorStack> {
        self.0.public_key_to_pem()
    }

    pub(super) fn openssl(&self) -> &PKeyRef<Private> {
        &self.0
    }

    /// The key with the algorithm that belongs to it; `path` is where it came from.
    pub(super) fn token_key(&self, path: &Path) -> Result<TokenKey, KeySetError> {
        let unsupported = || KeySetError::UnsupportedKey { path: path.to_owned() };
        match self.0.id() {
            Id::EC => self.ecdsa_key()?.ok_or_else(unsupported),
            _ => RS256.signer_from_der(self.0.private_key_to_pkcs8()?).map(other).map_err(|_| unsupported()),
        }
    }

    /// None on a curve that registries do not take.
    fn ecdsa_key(&self) -> Result<Option<TokenKey>, ErrorStack> {
        let key = self.0.ec_key()?;
        let group = key.group();
        let by_openssl = match group.curve_name() {
            Some(Nid::X9_62_PRIME256V1) => {
                let mut context = BigNumContext::new()?;
                let point = key.public_key().to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context)?;
                return Ok(TokenKey::p256(&key.private_key().to_vec_padded(32)?, &point));
            }
            Some(Nid::SECP384R1) => ES384,
            Some(Nid::SECP521R1) => ES512,
            _ => return Ok(None),
        };
        Ok(by_openssl.signer_from_der(self.0.private_key_to_pkcs8()?).ok().map(other))
    }
}

fn other(signer: impl JwsSigner + 'static) -> TokenKey {
    TokenKey::Other(Box::new(signer))
}
