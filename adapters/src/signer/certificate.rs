use std::net::IpAddr;
use std::str::FromStr;
use std::time::SystemTime;

use time::{Duration, OffsetDateTime};
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{self, Builder, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::der::EncodePem;
use x509_cert::der::asn1::Ia5String;
use x509_cert::der::oid::db::rfc5280::ID_KP_SERVER_AUTH;
use x509_cert::der::pem::LineEnding;
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};
use x509_cert::ext::pkix::{
    BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName, SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

use super::certificate_signer::{CertificateSigner, Signature};
use super::key::PrivateKey;
use super::{KeyAlgorithm, KeySetError};

/// The registry reads its bundle only when it starts, so a certificate that ends is a registry
/// that stops: this one outlives the installation.
const LIFE: Duration = Duration::days(20 * 365);

/// Registries whose clock is behind ours must take the certificate at once.
const CLOCK_SKEW: Duration = Duration::HOUR;

/// The longest common name that X.509 allows.
const LONGEST_COMMON_NAME: usize = 64;

/// What to make when there is no key set yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CertificateRequest {
    /// The kind of key.
    pub algorithm: KeyAlgorithm,
    /// The DNS names the certificate is good for when it serves for TLS.
    pub fqdns: Vec<String>,
    /// The addresses the certificate is good for when it serves for TLS.
    pub ips: Vec<IpAddr>,
}

impl CertificateRequest {
    /// The self-signed certificate of `key`, as PEM. It serves as the registry's `rootcertbundle`
    /// and as a TLS server's certificate to clients that trust exactly it.
    pub(super) fn sign_with(&self, key: &PrivateKey, now: OffsetDateTime) -> Result<String, KeySetError> {
        let profile = SelfSigned { subject: self.subject()?, names: self.names()? };
        let signer = CertificateSigner::new(key.openssl())?;
        let public_key = SubjectPublicKeyInfo::from_key(signer.public_key()).map_err(builder::Error::from)?;
        let validity = Validity::new(time_of(now - CLOCK_SKEW)?, time_of(now + LIFE)?);
        let certificate =
            CertificateBuilder::new(profile, serial_number()?, validity, public_key)?.build::<_, Signature>(&signer)?;
        Ok(certificate.to_pem(LineEnding::LF).map_err(builder::Error::from)?)
    }

    fn subject(&self) -> Result<Name, KeySetError> {
        let first = self.fqdns.first().filter(|name| name.len() <= LONGEST_COMMON_NAME);
        let common_name = first.map_or("registry-admin", String::as_str);
        Name::from_str(&format!("CN={common_name}")).map_err(|_| KeySetError::Name { name: common_name.to_owned() })
    }

    fn names(&self) -> Result<GeneralNames, KeySetError> {
        let fqdns = self.fqdns.iter().map(|fqdn| {
            let name = Ia5String::new(fqdn).ok().filter(|_| is_dns_name(fqdn));
            name.map(GeneralName::DnsName).ok_or_else(|| KeySetError::Name { name: fqdn.clone() })
        });
        fqdns.chain(self.ips.iter().map(|ip| Ok(GeneralName::from(*ip)))).collect()
    }
}

/// Host names as the world uses them: with `_` for container names and `*` for wildcards.
fn is_dns_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    text.len() <= 253 && text.strip_prefix("*.").unwrap_or(text).split('.').all(is_label)
}

fn time_of(moment: OffsetDateTime) -> Result<Time, KeySetError> {
    Ok(Time::try_from(SystemTime::from(moment)).map_err(builder::Error::from)?)
}

fn serial_number() -> Result<SerialNumber, KeySetError> {
    let mut bytes = [0; 16];
    openssl::rand::rand_bytes(&mut bytes)?;
    // Positive and of full length, whatever the dice say.
    bytes[0] = bytes[0] & 0x7f | 0x40;
    Ok(SerialNumber::new(&bytes).map_err(builder::Error::from)?)
}

struct SelfSigned {
    subject: Name,
    names: GeneralNames,
}

impl BuilderProfile for SelfSigned {
    fn get_issuer(&self, subject: &Name) -> Name {
        subject.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        public_key: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        certificate: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let subject = certificate.subject();
        let mut extensions = vec![
            // No CA: rustls refuses one as a server's certificate, even if it is the trusted one.
            BasicConstraints { ca: false, path_len_constraint: None }.to_extension(subject, &[])?,
            KeyUsage(KeyUsages::DigitalSignature.into()).to_extension(subject, &[])?,
            ExtendedKeyUsage(vec![ID_KP_SERVER_AUTH]).to_extension(subject, &[])?,
            SubjectKeyIdentifier::try_from(public_key)?.to_extension(subject, &[])?,
        ];
        if !self.names.is_empty() {
            extensions.push(SubjectAltName(self.names.clone()).to_extension(subject, &[])?);
        }
        Ok(extensions)
    }
}
