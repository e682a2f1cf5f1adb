use std::path::PathBuf;
use std::process::Command;

use adapters::{CertificateRequest, JwtSigner, KeyAlgorithm, KeySet, KeySetError};
use tempfile::TempDir;
use time::OffsetDateTime;

/// A directory for a key set.
pub(crate) struct Place {
    pub(crate) files: KeySet,
    directory: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let files = KeySet {
            key: directory.path().join("certs/auth.key"),
            public_key: directory.path().join("certs/auth.pub"),
            certificate: directory.path().join("certs/auth_ca.crt"),
        };
        Self { files, directory }
    }

    pub(crate) fn start(&self) -> Result<JwtSigner, KeySetError> {
        self.start_with(&request(KeyAlgorithm::EcdsaP256), OffsetDateTime::now_utc())
    }

    pub(crate) fn start_with(
        &self,
        request: &CertificateRequest,
        now: OffsetDateTime,
    ) -> Result<JwtSigner, KeySetError> {
        JwtSigner::load_or_create(&self.files, request, now)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn certificate(&self) -> &str {
        self.files.certificate.to_str().unwrap()
    }

    pub(crate) fn key(&self) -> &str {
        self.files.key.to_str().unwrap()
    }

    /// Fills the set with a key made by the `openssl` program and what belongs to it.
    pub(crate) fn make_key_by_openssl(&self, arguments: &[&str]) {
        std::fs::create_dir_all(self.path("certs")).unwrap();
        // `genrsa` wants its options before the size.
        openssl(&[&arguments[..1], &["-out", self.key()], &arguments[1..]].concat());
        openssl(&["pkey", "-in", self.key(), "-pubout", "-out", self.files.public_key.to_str().unwrap()]);
        openssl(&["req", "-x509", "-new", "-key", self.key(), "-subj", "/CN=made", "-out", self.certificate()]);
    }
}

/// What to make: a certificate for a few names.
pub(crate) fn request(algorithm: KeyAlgorithm) -> CertificateRequest {
    CertificateRequest {
        algorithm,
        fqdns: vec!["registry.example.org".into(), "my_registry".into(), "*.example.net".into()],
        ips: vec!["127.0.0.1".parse().unwrap(), "2001:db8::7".parse().unwrap()],
    }
}

/// Runs the `openssl` program, which must succeed, and tells what it printed.
pub(crate) fn openssl(arguments: &[&str]) -> String {
    let (succeeded, output) = try_openssl(arguments);
    assert!(succeeded, "openssl {arguments:?}: {output}");
    output
}

/// Runs the `openssl` program; tells whether it succeeded and what it printed.
pub(crate) fn try_openssl(arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").args(arguments).output().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&printed).into_owned())
}
