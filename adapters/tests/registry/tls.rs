use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use adapters::{CertificateRequest, HttpRegistry, JwtSigner, KeySet, RegistryAuth, RegistrySetupError, RegistryTls};
use ports::{Registry, RegistryError};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio_rustls::TlsAcceptor;

use crate::foreign::{Foreign, reply};
use crate::stock::endpoint;

/// Certificates made by the `openssl` program.
struct Certificates(TempDir);

const ADDRESS: &str = "subjectAltName=IP:127.0.0.1";

impl Certificates {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Makes a certificate signed by itself, as people do: it says to be an authority.
    fn make(&self, name: &str, more: &[&str]) {
        let (key, certificate) = (self.path(&format!("{name}.key")), self.path(name));
        let kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
        let output = Command::new("openssl")
            .args(kind)
            .args(["-subj", "/CN=test", "-keyout", key.to_str().unwrap(), "-out", certificate.to_str().unwrap()])
            .args(more)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Makes a certificate for a server, signed by an authority that was made before.
    fn make_signed(&self, name: &str, authority: &str, names: &str) {
        let (ca, key) = (self.path(authority), self.path(&format!("{authority}.key")));
        let by = ["-CA", ca.to_str().unwrap(), "-CAkey", key.to_str().unwrap()];
        self.make(name, &[&by[..], &["-extensions", "usr_cert", "-addext", names]].concat());
    }

    fn make_expired(&self, name: &str) {
        let key = self.path(&format!("{name}.key"));
        let files = KeySet { key, public_key: self.path("public"), certificate: self.path(name) };
        let ips = vec!["127.0.0.1".parse().unwrap()];
        let long_ago = OffsetDateTime::now_utc() - time::Duration::days(30 * 365);
        JwtSigner::load_or_create(&files, &CertificateRequest { ips, ..CertificateRequest::default() }, long_ago)
            .unwrap();
    }

    async fn serve(&self, name: &str) -> Foreign {
        let certificate = CertificateDer::from_pem_file(self.path(name)).unwrap();
        let key = PrivateKeyDer::from_pem_file(self.path(&format!("{name}.key"))).unwrap();
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Foreign::start_with(Some(acceptor), |_, _| reply(200, &[], "{}")).await
    }

    fn trusting(&self, name: &str) -> RegistryTls {
        RegistryTls::Verified { extra_roots: Some(self.path(name)) }
    }
}

fn is_untrusted(outcome: Result<(), RegistryError>) -> bool {
    matches!(outcome, Err(RegistryError::Unavailable(why)) if why.contains("invalid peer certificate"))
}

#[tokio::test]
async fn an_authority_of_a_file_is_trusted_and_another_is_not() {
    let certificates = Certificates::new();
    certificates.make("ca", &[]);
    certificates.make("other-ca", &[]);
    certificates.make_signed("server", "ca", ADDRESS);
    let server = certificates.serve("server").await;
    server.client_by(certificates.trusting("ca")).check().await.unwrap();
    assert!(is_untrusted(server.client_by(certificates.trusting("other-ca")).check().await));
    assert!(is_untrusted(server.client_by(RegistryTls::Verified { extra_roots: None }).check().await));
    server.client_by(RegistryTls::Unverified).check().await.unwrap();
}

#[tokio::test]
async fn a_certificate_signed_by_itself_is_trusted_for_its_names_and_time() {
    let certificates = Certificates::new();
    certificates.make("own", &["-addext", ADDRESS]);
    let server = certificates.serve("own").await;
    server.client_by(certificates.trusting("own")).check().await.unwrap();
    assert!(is_untrusted(server.client_by(RegistryTls::Verified { extra_roots: None }).check().await));

    certificates.make("misnamed", &["-addext", "subjectAltName=DNS:registry.example"]);
    let server = certificates.serve("misnamed").await;
    assert!(is_untrusted(server.client_by(certificates.trusting("misnamed")).check().await));
    server.client_by(RegistryTls::Unverified).check().await.unwrap();

    certificates.make_expired("expired");
    let server = certificates.serve("expired").await;
    assert!(is_untrusted(server.client_by(certificates.trusting("expired")).check().await));
}

#[test]
fn a_file_without_certificates_is_told_at_once() {
    let certificates = Certificates::new();
    std::fs::write(certificates.path("empty"), "nothing").unwrap();
    for name in ["empty", "missing"] {
        let mut endpoint = endpoint(443, RegistryAuth::Anonymous);
        endpoint.tls = certificates.trusting(name);
        let error = HttpRegistry::new(endpoint).err().unwrap();
        assert!(matches!(&error, RegistrySetupError::Certificates { .. }));
        assert!(error.to_string().contains(name), "{error}");
    }
}
