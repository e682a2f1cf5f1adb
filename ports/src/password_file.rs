use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::UserName;
use thiserror::Error;

use crate::PasswordHash;

/// The file by which a registry knows its users: `auth.htpasswd.path` in its configuration.
#[async_trait]
pub trait PasswordFile: Send + Sync + 'static {
    /// What it holds; none if there is no file.
    async fn read(&self) -> Result<Option<PasswordFileContent>, PasswordFileError>;

    /// Makes it hold these users and no other: for the registry all at once, and durably. A file
    /// that holds exactly that is left alone.
    async fn write(&self, users: &BTreeMap<UserName, PasswordHash>) -> Result<(), PasswordFileError>;
}

/// What a [`PasswordFile`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordFileContent {
    /// Whether it was we who wrote it.
    pub is_ours: bool,
    /// The logins, whatever they are, and their hashes.
    pub users: Vec<(String, PasswordHash)>,
}

/// Why a [`PasswordFile`] could be neither read nor written.
#[derive(Debug, Error)]
#[error("cannot {doing} {path}: {source}")]
pub struct PasswordFileError {
    /// `read` or `write`.
    pub doing: &'static str,
    /// The file.
    pub path: String,
    /// Why not.
    pub source: std::io::Error,
}
