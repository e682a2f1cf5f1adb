use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys};
use time::OffsetDateTime;
use x509_cert::Certificate;
use x509_cert::der::{self, Decode};

use super::{CertificateFiles, TlsError};

/// What the two files hold.
#[derive(PartialEq, Eq)]
pub(super) struct Content {
    pub(super) certificate: Vec<u8>,
    pub(super) key: Vec<u8>,
}

impl Content {
    pub(super) fn read(files: &CertificateFiles) -> Result<Self, TlsError> {
        let read = |path: &Path| std::fs::read(path).map_err(|source| TlsError::Read { path: path.to_owned(), source });
        Ok(Self { certificate: read(&files.certificate)?, key: read(&files.key)? })
    }

    /// The certificate with its chain and its key, if they can be served.
    pub(super) fn key_pair(&self, files: &CertificateFiles) -> Result<Arc<CertifiedKey>, TlsError> {
        let chain = certificates(&files.certificate, &self.certificate)?;
        let leaf = chain.first().ok_or_else(|| TlsError::NoCertificate(files.certificate.clone()))?;
        ParsedCertificate::try_from(leaf)
            .map_err(|source| TlsError::Certificate { path: files.certificate.clone(), source })?;
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|error| match error {
            pem::Error::NoItemsFound => TlsError::NoKey(files.key.clone()),
            source => TlsError::Pem { path: files.key.clone(), source },
        })?;
        let pair = CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(|error| match error {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                TlsError::WrongKey { key: files.key.clone(), certificate: files.certificate.clone() }
            }
            source => TlsError::Key { path: files.key.clone(), source },
        })?;
        Ok(Arc::new(pair))
    }
}

/// All certificates of a PEM file, of which `content` is read.
pub(super) fn certificates(path: &Path, content: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(content).collect();
    let certificates = certificates.map_err(|source| TlsError::Pem { path: path.to_owned(), source })?;
    if certificates.is_empty() { Err(TlsError::NoCertificate(path.to_owned())) } else { Ok(certificates) }
}

/// From when and until when a certificate is valid.
pub(super) fn validity(certificate: &CertificateDer<'_>) -> Result<[OffsetDateTime; 2], der::Error> {
    let certificate = Certificate::from_der(certificate)?;
    let validity = certificate.tbs_certificate().validity();
    let bounds = [&validity.not_before, &validity.not_after];
    Ok(bounds.map(|bound| OffsetDateTime::UNIX_EPOCH + bound.to_unix_duration()))
}
