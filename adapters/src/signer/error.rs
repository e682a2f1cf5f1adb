use std::path::PathBuf;

use thiserror::Error;

use super::key_set::shown;

/// Why the key set can be neither loaded nor made. Says which files are meant and what to do.
#[derive(Debug, Error)]
pub enum KeySetError {
    /// Some of the files exist and some do not.
    #[error(
        "{} is missing while {} exists: bring it back from a backup; or move the others away too, so that a new \
         key set is made, and give the registry the new certificate",
        shown(missing),
        shown(present)
    )]
    Incomplete {
        /// The files that are not there.
        missing: Vec<PathBuf>,
        /// The files that are.
        present: Vec<PathBuf>,
    },
    /// A file could not be read.
    #[error("cannot read {path}: {source}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file or its directory could not be written.
    #[error("cannot write {path}: {source}; the directory must be writable for a new key set to be made", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The private key cannot be understood.
    #[error("{} holds no private key: it must be PEM in PKCS#8, PKCS#1 or SEC1 form and not encrypted", path.display())]
    NoPrivateKey {
        /// The file.
        path: PathBuf,
    },
    /// The public key cannot be understood.
    #[error("{} holds no public key in PEM form; `openssl pkey -in PRIVATE_KEY -pubout` prints the right one", path.display())]
    NoPublicKey {
        /// The file.
        path: PathBuf,
    },
    /// The certificate cannot be understood.
    #[error("{} holds no certificate in PEM form", path.display())]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// The private key is of a kind that registries do not take.
    #[error("the key in {} cannot sign for a registry: use EC P-256, P-384 or P-521, or RSA of 2048 bits or more", path.display())]
    UnsupportedKey {
        /// The file.
        path: PathBuf,
    },
    /// A file belongs to another private key.
    #[error(
        "{path} does not belong to the private key {key}: bring back the file that does; or move all files of \
         the set away, so that a new one is made, and give the registry the new certificate",
        path = path.display(), key = key.display()
    )]
    Mismatch {
        /// The file that holds a public key or certificate.
        path: PathBuf,
        /// The private key.
        key: PathBuf,
    },
    /// The certificate cannot be used yet or any more.
    #[error(
        "the certificate {path} is valid from {not_before} to {not_after}, which is not now: check the clock; or \
         replace the certificate, for instance by moving all files of the set away so that a new one is made, and \
         give it to the registry",
        path = path.display()
    )]
    NotValidNow {
        /// The file.
        path: PathBuf,
        /// The beginning of its validity.
        not_before: String,
        /// The end of its validity.
        not_after: String,
    },
    /// A name that cannot stand in a certificate.
    #[error("\"{name}\" is not a DNS name that a certificate can hold")]
    Name {
        /// The name.
        name: String,
    },
    /// The certificate could not be built.
    #[error("cannot build a certificate: {0}")]
    Certificate(#[from] x509_cert::builder::Error),
    /// OpenSSL failed where no file is to blame.
    #[error("OpenSSL failed: {0}")]
    OpenSsl(#[from] openssl::error::ErrorStack),
}
