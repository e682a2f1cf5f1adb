use std::sync::Arc;

use async_trait::async_trait;
use ports::{Load, PasswordError, PasswordHash, PasswordHasher, PasswordVerdict};
use tracing::{Instrument, Span, debug_span};

/// Tells in traces how long passwords take, with the time that they wait for their turn.
pub struct TracedHasher(Arc<dyn PasswordHasher>);

impl TracedHasher {
    /// Hashes as `hasher` does.
    pub fn new(hasher: Arc<dyn PasswordHasher>) -> Self {
        Self(hasher)
    }
}

fn hashing() -> Span {
    debug_span!(target: "traces", "hash password")
}

#[async_trait]
impl PasswordHasher for TracedHasher {
    async fn hash(&self, password: &str) -> Result<PasswordHash, PasswordError> {
        self.0.hash(password).instrument(hashing()).await
    }

    async fn hash_for_registry(&self, password: &str) -> Result<PasswordHash, PasswordError> {
        self.0.hash_for_registry(password).instrument(hashing()).await
    }

    async fn verify(&self, password: &str, hash: Option<&PasswordHash>) -> Result<PasswordVerdict, PasswordError> {
        self.0.verify(password, hash).instrument(debug_span!(target: "traces", "check password")).await
    }

    fn load(&self) -> Option<Load> {
        self.0.load()
    }
}
