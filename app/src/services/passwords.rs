use std::sync::Arc;

use domain::{Password, User, UserId};
use ports::{PasswordHash, PasswordHasher, UnitOfWork};

use crate::error::AppError;

/// Makes of a password what is kept of it.
#[derive(Clone)]
pub struct Passwords {
    hasher: Arc<dyn PasswordHasher>,
    for_registry: bool,
}

/// What is kept of a password.
pub struct Hashes {
    own: PasswordHash,
    for_registry: Option<PasswordHash>,
}

impl Passwords {
    /// With a hash `for_registry` too, where it checks passwords itself.
    pub fn new(hasher: Arc<dyn PasswordHasher>, for_registry: bool) -> Self {
        Self { hasher, for_registry }
    }

    /// What is to be kept of a password.
    pub async fn hash(&self, password: &str) -> Result<Hashes, AppError> {
        Ok(Hashes { own: self.hasher.hash(password).await?, for_registry: self.hash_for_registry(password).await? })
    }

    /// The hash for the registry; none if it needs none, or cannot have one since the password,
    /// which must be of earlier times, is too long for it.
    pub(super) async fn hash_for_registry(&self, password: &str) -> Result<Option<PasswordHash>, AppError> {
        if !self.for_registry || password.len() > Password::MAX_BYTES {
            return Ok(None);
        }
        Ok(Some(self.hasher.hash_for_registry(password).await?))
    }
}

impl Hashes {
    /// Adds an account with this password.
    pub(super) async fn insert(&self, unit: &mut dyn UnitOfWork, user: &User) -> Result<(), AppError> {
        unit.users().insert(user, &self.own).await?;
        self.keep_for_registry(unit, user.id).await
    }

    /// Gives an account this password.
    pub(super) async fn replace(&self, unit: &mut dyn UnitOfWork, id: UserId) -> Result<(), AppError> {
        unit.users().set_password(id, &self.own).await?;
        self.keep_for_registry(unit, id).await
    }

    /// The hash that the password is proven by.
    pub(super) fn into_own(self) -> PasswordHash {
        self.own
    }

    async fn keep_for_registry(&self, unit: &mut dyn UnitOfWork, id: UserId) -> Result<(), AppError> {
        if let Some(hash) = &self.for_registry {
            unit.users().set_registry_password(id, hash).await?;
        }
        Ok(())
    }
}
