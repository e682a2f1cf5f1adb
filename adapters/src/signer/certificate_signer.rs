//! Lets x509-cert sign with a key of OpenSSL, of whatever kind it is.

use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKeyRef, Private};
use openssl::sign::Signer;
use p256::ecdsa::signature::{self, Keypair};
use x509_cert::der::asn1::{Any, BitString};
use x509_cert::der::oid::db::rfc5912::{ECDSA_WITH_SHA_256, SHA_256_WITH_RSA_ENCRYPTION};
use x509_cert::der::{self, Document};
use x509_cert::spki::{
    self, AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, EncodePublicKey, SignatureBitStringEncoding,
};

pub(super) struct CertificateSigner<'a> {
    key: &'a PKeyRef<Private>,
    public_key: PublicKey,
}

impl<'a> CertificateSigner<'a> {
    pub(super) fn new(key: &'a PKeyRef<Private>) -> Result<Self, ErrorStack> {
        Ok(Self { key, public_key: PublicKey(key.public_key_to_der()?) })
    }

    pub(super) fn public_key(&self) -> &PublicKey {
        &self.public_key
    }
}

impl Keypair for CertificateSigner<'_> {
    type VerifyingKey = PublicKey;

    fn verifying_key(&self) -> PublicKey {
        self.public_key.clone()
    }
}

impl DynSignatureAlgorithmIdentifier for CertificateSigner<'_> {
    fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
        // RFC 4055 wants a NULL with RSA, RFC 5758 wants nothing with ECDSA.
        Ok(match self.key.id() {
            Id::RSA => AlgorithmIdentifierOwned { oid: SHA_256_WITH_RSA_ENCRYPTION, parameters: Some(Any::null()) },
            _ => AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA_256, parameters: None },
        })
    }
}

impl signature::Signer<Signature> for CertificateSigner<'_> {
    fn try_sign(&self, message: &[u8]) -> Result<Signature, signature::Error> {
        Signer::new(MessageDigest::sha256(), self.key)
            .and_then(|mut signer| signer.sign_oneshot_to_vec(message))
            .map(Signature)
            .map_err(signature::Error::from_source)
    }
}

/// A public key in DER (SubjectPublicKeyInfo).
#[derive(Clone)]
pub(super) struct PublicKey(Vec<u8>);

impl EncodePublicKey for PublicKey {
    fn to_public_key_der(&self) -> spki::Result<Document> {
        Ok(Document::try_from(self.0.as_slice())?)
    }
}

/// A signature as certificates hold it.
pub(super) struct Signature(Vec<u8>);

impl SignatureBitStringEncoding for Signature {
    fn to_bitstring(&self) -> der::Result<BitString> {
        BitString::from_bytes(&self.0)
    }
}
