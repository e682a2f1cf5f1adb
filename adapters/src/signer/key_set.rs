use std::path::{Path, PathBuf};

use openssl::asn1::Asn1Time;
use openssl::pkey::PKey;
use openssl::x509::X509;
use time::OffsetDateTime;
use tracing::{info, warn};

use super::files::{self, Audience};
use super::key::PrivateKey;
use super::{CertificateRequest, KeySetError};

/// The three files that token signing lives on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySet {
    /// The private key, which nobody else may see.
    pub key: PathBuf,
    /// Its public key.
    pub public_key: PathBuf,
    /// Its certificate; the registry must be given the same as `rootcertbundle`. May hold other
    /// certificates too, such as the one that came before.
    pub certificate: PathBuf,
}

/// What the files hold.
pub(super) struct Loaded {
    pub(super) key: PrivateKey,
    pub(super) certificate: X509,
    pub(super) certificate_pem: String,
}

impl KeySet {
    pub(super) fn load_or_create(
        &self,
        request: &CertificateRequest,
        now: OffsetDateTime,
    ) -> Result<Loaded, KeySetError> {
        let (present, missing) = self.present_and_missing()?;
        if present.is_empty() {
            self.create(request, now)?;
        } else if !missing.is_empty() {
            self.resume_creation()?;
            self.require_all()?;
        }
        self.load(now)
    }

    fn create(&self, request: &CertificateRequest, now: OffsetDateTime) -> Result<(), KeySetError> {
        let key = PrivateKey::generate(request.algorithm)?;
        let certificate = request.sign_with(&key, now)?;
        files::stage(&self.public_key, &key.public_key_to_pem()?, Audience::Everyone)?;
        files::stage(&self.certificate, certificate.as_bytes(), Audience::Everyone)?;
        files::stage(&self.key, &key.to_pem()?, Audience::Owner)?;
        self.settle()?;
        info!(
            key = %self.key.display(),
            certificate = %self.certificate.display(),
            "made a new key and certificate; the registry needs the certificate as its rootcertbundle"
        );
        Ok(())
    }

    /// A private key that is still staged while its companions are in place was made by a start
    /// that died half way. It has signed nothing yet, and everything needed is there.
    fn resume_creation(&self) -> Result<(), KeySetError> {
        if !files::exists(&self.key)? && files::exists(&files::staged(&self.key))? {
            self.settle()?;
        }
        Ok(())
    }

    // The key comes last: as long as it is staged, a later start knows that it has to go on.
    fn settle(&self) -> Result<(), KeySetError> {
        [&self.public_key, &self.certificate, &self.key].into_iter().try_for_each(|path| files::settle(path))
    }

    fn require_all(&self) -> Result<(), KeySetError> {
        match self.present_and_missing()? {
            (_, missing) if missing.is_empty() => Ok(()),
            (present, missing) => Err(KeySetError::Incomplete { missing, present }),
        }
    }

    fn present_and_missing(&self) -> Result<(Vec<PathBuf>, Vec<PathBuf>), KeySetError> {
        let mut present = Vec::new();
        let mut missing = Vec::new();
        for path in [&self.key, &self.public_key, &self.certificate] {
            let list = if files::exists(path)? { &mut present } else { &mut missing };
            list.push(path.clone());
        }
        Ok((present, missing))
    }

    pub(super) fn load(&self, now: OffsetDateTime) -> Result<Loaded, KeySetError> {
        if files::is_open_to_everyone(&self.key) {
            warn!(key = %self.key.display(), "everyone on this machine can read the private key; chmod 600 is right");
        }
        let key = PrivateKey::from_pem(&files::read(&self.key)?, &self.key)?;
        self.check_public_key(&key)?;
        let certificates = read_certificates(&self.certificate)?;
        let certificate = self.certificate_of(&key, &certificates)?;
        self.check_validity(&certificate, now)?;
        Ok(Loaded { certificate_pem: to_pem(&certificates)?, certificate, key })
    }

    fn check_public_key(&self, key: &PrivateKey) -> Result<(), KeySetError> {
        let public_key = PKey::public_key_from_pem(&files::read(&self.public_key)?)
            .map_err(|_| KeySetError::NoPublicKey { path: self.public_key.clone() })?;
        key.openssl().public_eq(&public_key).then_some(()).ok_or_else(|| self.mismatch(&self.public_key))
    }

    fn certificate_of(&self, key: &PrivateKey, certificates: &[X509]) -> Result<X509, KeySetError> {
        certificates
            .iter()
            .find(|certificate| certificate.public_key().is_ok_and(|its_key| key.openssl().public_eq(&its_key)))
            .cloned()
            .ok_or_else(|| self.mismatch(&self.certificate))
    }

    fn check_validity(&self, certificate: &X509, now: OffsetDateTime) -> Result<(), KeySetError> {
        let now = Asn1Time::from_unix(now.unix_timestamp())?;
        if certificate.not_before() <= &*now && &*now <= certificate.not_after() {
            return Ok(());
        }
        Err(KeySetError::NotValidNow {
            path: self.certificate.clone(),
            not_before: certificate.not_before().to_string(),
            not_after: certificate.not_after().to_string(),
        })
    }

    fn mismatch(&self, path: &Path) -> KeySetError {
        KeySetError::Mismatch { path: path.to_owned(), key: self.key.clone() }
    }
}

fn read_certificates(path: &Path) -> Result<Vec<X509>, KeySetError> {
    X509::stack_from_pem(&files::read(path)?)
        .ok()
        .filter(|certificates| !certificates.is_empty())
        .ok_or_else(|| KeySetError::NoCertificate { path: path.to_owned() })
}

/// Only the certificates, whatever else their file holds: this text is given away.
fn to_pem(certificates: &[X509]) -> Result<String, KeySetError> {
    let mut pem = String::new();
    for certificate in certificates {
        pem.push_str(&String::from_utf8_lossy(&certificate.to_pem()?));
    }
    Ok(pem)
}

/// Paths for a sentence.
pub(super) fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" and ")
}
