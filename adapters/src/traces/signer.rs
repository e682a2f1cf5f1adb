use std::sync::Arc;

use domain::Claims;
use ports::{SignerError, TokenSigner};
use time::OffsetDateTime;

/// Tells in traces how long signing takes.
pub struct TracedSigner(Arc<dyn TokenSigner>);

impl TracedSigner {
    /// Signs as `signer` does.
    pub fn new(signer: Arc<dyn TokenSigner>) -> Self {
        Self(signer)
    }
}

impl TokenSigner for TracedSigner {
    fn sign(&self, claims: &Claims) -> Result<String, SignerError> {
        tracing::debug_span!(target: "traces", "sign token").in_scope(|| self.0.sign(claims))
    }

    fn certificate_pem(&self) -> &str {
        self.0.certificate_pem()
    }

    fn expires_at(&self) -> Option<OffsetDateTime> {
        self.0.expires_at()
    }
}
