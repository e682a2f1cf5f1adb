use josekit::jws::JwsSigner;
use ports::SignerError;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};

/// A private key, ready to sign.
pub(super) enum TokenKey {
    /// ES256 by ring, which takes three quarters of the time that OpenSSL takes.
    P256(Box<EcdsaKeyPair>),
    /// All else by OpenSSL, which signs twice as fast with RSA as ring.
    Other(Box<dyn JwsSigner>),
}

impl TokenKey {
    /// Reads a key of the curve P-256: its secret number in 32 bytes, and its uncompressed point.
    pub(super) fn p256(secret: &[u8], point: &[u8]) -> Option<Self> {
        let random = SystemRandom::new();
        let pair =
            EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, secret, point, &random);
        Some(Self::P256(Box::new(pair.ok()?)))
    }

    /// The name of the algorithm (RFC 7518 section 3.1).
    pub(super) fn algorithm(&self) -> &str {
        match self {
            Self::P256(_) => "ES256",
            Self::Other(signer) => signer.algorithm().name(),
        }
    }

    /// The signature of `message`, in the form of RFC 7518.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        match self {
            Self::P256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message);
                signature
                    .map(|signature| signature.as_ref().to_vec())
                    .map_err(|error| SignerError(error.to_string().into()))
            }
            Self::Other(signer) => signer.sign(message).map_err(|error| SignerError(error.into())),
        }
    }
}
