use async_trait::async_trait;

use crate::StoreError;

/// Secrets that the instance made for itself and must find again after a restart.
#[async_trait]
pub trait Secrets: Send {
    /// The secret of this name; `candidate` is kept and returned if there was none.
    async fn find_or_insert(&mut self, name: &str, candidate: &[u8]) -> Result<Vec<u8>, StoreError>;

    /// Keeps this in the place of the secret of this name, if there is one.
    async fn replace(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError>;
}
