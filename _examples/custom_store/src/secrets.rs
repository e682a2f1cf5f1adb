use async_trait::async_trait;
use ports::{Secrets, StoreError};

use crate::kept::Secret;
use crate::unit::RedbUnit;

#[async_trait]
impl Secrets for RedbUnit {
    async fn find_or_insert(&mut self, name: &str, candidate: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.writing()?;
        if let Some(Secret { value, .. }) = self.get(name)? {
            return Ok(value);
        }
        self.put(&Secret { name: name.to_owned(), value: candidate.to_vec() })?;
        Ok(candidate.to_vec())
    }

    async fn replace(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.change(name, |secret: &mut Secret| secret.value = value.to_vec()).map(|_| ())
    }
}
