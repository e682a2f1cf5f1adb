use std::net::IpAddr;
use std::path::{Path, PathBuf};

use crate::config::Options;

use super::checks::{Checks, option};
use super::{Fault, value};

/// What signs tokens, and what to make if it does not exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certs {
    /// The file of the private key.
    pub key: PathBuf,
    /// The file of the public key.
    pub public_key: PathBuf,
    /// The file of the certificate.
    pub certificate: PathBuf,
    /// The kind of a new key.
    pub algorithm: CertAlgorithm,
    /// The DNS names in a new certificate.
    pub fqdns: Vec<String>,
    /// The addresses in a new certificate.
    pub ips: Vec<IpAddr>,
}

/// A kind of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CertAlgorithm {
    /// ECDSA on the curve P-256.
    #[default]
    Ecdsa,
    /// RSA with 2048 bits.
    Rsa,
}

impl Certs {
    /// They are `needed` only if tokens are signed.
    pub(super) fn read(options: &Options, home: Option<&Path>, needed: bool, checks: &mut Checks) -> Self {
        let files = [
            (option!(options.registry_certs_key), "registry_auth.key"),
            (option!(options.registry_certs_public_key), "registry_auth.pub"),
            (option!(options.registry_certs_ca_root), "registry_auth_ca.crt"),
        ];
        let directory = directory(options, home).unwrap_or_else(|| {
            if needed && files.iter().any(|(file, _)| file.text.is_none()) {
                checks.report(option!(options.registry_certs_path), Fault::NoHome);
            }
            PathBuf::new()
        });
        let [key, public_key, certificate] =
            files.map(|(file, name)| file.text.map_or_else(|| directory.join(name), PathBuf::from));
        let fqdns = |text: &str| value::list(text, value::dns_name);
        let certs = Self {
            key,
            public_key,
            certificate,
            algorithm: checks.required(option!(options.registry_certs_algorithm), algorithm),
            fqdns: checks.required(option!(options.registry_certs_fqdn), fqdns),
            ips: checks.required(option!(options.registry_certs_ip), |text| value::list(text, value::ip)),
        };
        certs.check_paths_differ(options, checks);
        certs
    }

    fn check_paths_differ(&self, options: &Options, checks: &mut Checks) {
        if self.public_key == self.key {
            checks.report(option!(options.registry_certs_public_key), Fault::SamePath(self.public_key.clone()));
        }
        if self.certificate == self.key || self.certificate == self.public_key {
            checks.report(option!(options.registry_certs_ca_root), Fault::SamePath(self.certificate.clone()));
        }
    }
}

/// Where the files are whose own paths are not given.
fn directory(options: &Options, home: Option<&Path>) -> Option<PathBuf> {
    let given = option!(options.registry_certs_path).text.map(PathBuf::from);
    given.or_else(|| home.map(|home| home.join(".registry-certs")))
}

fn algorithm(text: &str) -> Result<CertAlgorithm, Fault> {
    value::choice(text, &[("ecdsa", CertAlgorithm::Ecdsa), ("rsa", CertAlgorithm::Rsa)])
}
