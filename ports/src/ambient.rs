use thiserror::Error;
use time::OffsetDateTime;
use uuid::Uuid;

/// What time it is.
pub trait Clock: Send + Sync + 'static {
    /// This moment, in UTC.
    fn now(&self) -> OffsetDateTime;
}

/// Where what cannot be guessed comes from.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the buffer from the operating system's generator.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError>;

    /// A random (version 4) UUID.
    fn uuid(&self) -> Result<Uuid, EntropyError> {
        let mut bytes = [0; 16];
        self.fill(&mut bytes)?;
        Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
}

/// The operating system gave no randomness.
#[derive(Debug, Error)]
#[error("no randomness: {0}")]
pub struct EntropyError(pub String);
