use domain::Claims;
use thiserror::Error;
use time::OffsetDateTime;

/// Signs tokens for the registry.
pub trait TokenSigner: Send + Sync + 'static {
    /// The token: a JWT (RFC 7519) whose header holds the signing certificate as `x5c`, the one
    /// form that the registry takes in 2.8 and in 3.x.
    fn sign(&self, claims: &Claims) -> Result<String, SignerError>;

    /// The certificate that belongs to the signing key, as PEM: what the registry's
    /// `rootcertbundle` must hold.
    fn certificate_pem(&self) -> &str;

    /// When that certificate ends, and no registry takes a token any more; none if it cannot be told.
    fn expires_at(&self) -> Option<OffsetDateTime> {
        None
    }
}

/// Why a token could not be signed.
#[derive(Debug, Error)]
#[error("signing failed")]
pub struct SignerError(#[source] pub Box<dyn std::error::Error + Send + Sync>);
