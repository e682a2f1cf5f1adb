use std::path::Path;

use josekit::jws::alg::ecdsa::EcdsaJwsAlgorithm;
use josekit::jws::{ES256, ES384, ES512, JwsSigner, RS256};
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, PKeyRef, Private};
use openssl::rsa::Rsa;

use super::KeySetError;

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

    /// A signer with the algorithm that belongs to the key.
    pub(super) fn token_signer(&self, path: &Path) -> Result<Box<dyn JwsSigner>, KeySetError> {
        let der = self.0.private_key_to_pkcs8()?;
        let signer: Option<Box<dyn JwsSigner>> = match self.ecdsa() {
            Some(algorithm) => algorithm.signer_from_der(der).ok().map(|signer| Box::new(signer) as _),
            None => RS256.signer_from_der(der).ok().map(|signer| Box::new(signer) as _),
        };
        signer.ok_or_else(|| KeySetError::UnsupportedKey { path: path.to_owned() })
    }

    fn ecdsa(&self) -> Option<EcdsaJwsAlgorithm> {
        if self.0.id() != Id::EC {
            return None;
        }
        match self.0.ec_key().ok()?.group().curve_name()? {
            Nid::X9_62_PRIME256V1 => Some(ES256),
            Nid::SECP384R1 => Some(ES384),
            Nid::SECP521R1 => Some(ES512),
            _ => None,
        }
    }
}
