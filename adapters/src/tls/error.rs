use std::io;
use std::path::PathBuf;

use rustls::pki_types::pem;
use thiserror::Error;

/// Why TLS cannot be served.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is damaged.
    #[error("{} is not in PEM form", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// A file holds no certificate.
    #[error("there is no certificate in PEM form in {}", .0.display())]
    NoCertificate(PathBuf),
    /// A file holds no private key.
    #[error("there is no private key in PEM form, without a passphrase, in {}", .0.display())]
    NoKey(PathBuf),
    /// A certificate is none, or of a kind that cannot be served.
    #[error("the certificate in {} cannot be used", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: rustls::Error,
    },
    /// A private key is none, or of a kind that cannot be served.
    #[error("the private key in {} cannot be used", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: rustls::Error,
    },
    /// A private key is that of another certificate.
    #[error("the private key in {} is not the one of the certificate in {}", key.display(), certificate.display())]
    WrongKey {
        /// The file of the key.
        key: PathBuf,
        /// The file of the certificate.
        certificate: PathBuf,
    },
    /// Certificates cannot be kept where they should be.
    #[error("cannot keep certificates in {}", path.display())]
    Location {
        /// The directory.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The technology behind refuses; nothing that a configuration could change.
    #[error("TLS cannot be set up")]
    Setup(#[from] rustls::Error),
}
