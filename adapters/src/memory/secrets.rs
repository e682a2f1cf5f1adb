use async_trait::async_trait;
use ports::{Secrets, StoreError};

use super::unit::MemoryUnit;

#[async_trait]
impl Secrets for MemoryUnit {
    async fn find_or_insert(&mut self, name: &str, candidate: &[u8]) -> Result<Vec<u8>, StoreError> {
        let secret = self.change()?.secrets.entry(name.to_owned()).or_insert_with(|| candidate.to_vec());
        Ok(secret.clone())
    }

    async fn replace(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        if let Some(secret) = self.change()?.secrets.get_mut(name) {
            *secret = value.to_vec();
        }
        Ok(())
    }
}
