use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls_platform_verifier::Verifier;

use super::certificates::{AnyCertificate, RootsOrVeryCertificate};
use super::{RegistrySetupError, RegistryTls};

/// What TLS connections to the registry are made with.
pub(crate) fn client_config(tls: &RegistryTls) -> Result<ClientConfig, RegistrySetupError> {
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match tls {
        RegistryTls::Verified { extra_roots: Some(path) } => {
            Arc::new(RootsOrVeryCertificate::load(path, provider.clone())?)
        }
        RegistryTls::Verified { extra_roots: None } => Arc::new(Verifier::new(provider.clone())?),
        // A registry reached by http may send us to an https storage for a blob. Checking there who
        // answers would protect nothing: the way to it was told in the clear, and content is
        // checked against its digest.
        RegistryTls::Off | RegistryTls::Unverified => Arc::new(AnyCertificate::new(provider.clone())),
    };
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}
