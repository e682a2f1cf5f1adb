use std::fmt;

use async_trait::async_trait;
use thiserror::Error;

use crate::Load;

/// A stored password hash in PHC string or `$2y$` (bcrypt) form. It never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Hashes passwords and checks them, off the async threads and only a few at a time.
#[async_trait]
pub trait PasswordHasher: Send + Sync + 'static {
    /// A fresh hash with the current algorithm and costs.
    async fn hash(&self, password: &str) -> Result<PasswordHash, PasswordError>;

    /// A fresh hash in the one form that a registry takes in its htpasswd file: bcrypt as `$2y$`.
    /// A password of more than 72 bytes is refused, since bcrypt ignores what is beyond.
    async fn hash_for_registry(&self, password: &str) -> Result<PasswordHash, PasswordError>;

    /// Whether `password` belongs to `hash`. Without a hash (there is no such user) the answer is
    /// [`PasswordVerdict::Wrong`] after the same work.
    async fn verify(&self, password: &str, hash: Option<&PasswordHash>) -> Result<PasswordVerdict, PasswordError>;

    /// How many passwords are being hashed, and how many wait; none if it cannot tell.
    fn load(&self) -> Option<Load> {
        None
    }
}

/// What checking a password found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordVerdict {
    /// It is another password.
    Wrong,
    /// It is the password.
    Right,
    /// It is the password, and its hash should be replaced by one with the current algorithm.
    RightButOutdated,
}

/// Why a password could be neither hashed nor checked.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Too many are waiting already; trying again in a moment may help.
    #[error("too many passwords are being checked")]
    Busy,
    /// The stored hash is of no known form.
    #[error("the stored password hash is of no known form")]
    UnknownHash,
    /// Anything else.
    #[error("hashing failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}
