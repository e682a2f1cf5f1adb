use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;
use tokio_rustls_acme::{AccountCache, CertCache};

use super::TlsError;
use crate::private_directory;

/// Keeps account keys and certificates in files that nobody else may read.
pub(super) struct AcmeCache {
    location: PathBuf,
}

impl AcmeCache {
    /// Makes the directory if there is none. Fails if no file can be made in it: without what is kept
    /// each start would order anew, and authorities allow only a few orders a week.
    pub(super) fn open(location: PathBuf) -> Result<Self, TlsError> {
        let attempt = private_directory::create(&location).and_then(|()| NamedTempFile::new_in(&location).map(drop));
        attempt.map_err(|source| TlsError::Location { path: location.clone(), source })?;
        Ok(Self { location })
    }

    async fn load(&self, name: String) -> io::Result<Option<Vec<u8>>> {
        let path = self.location.join(name);
        spawn_blocking(move || match fs::read(path) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await?
    }

    async fn store(&self, name: String, content: &[u8]) -> io::Result<()> {
        let (location, content) = (self.location.clone(), content.to_owned());
        spawn_blocking(move || {
            // Made for the owner alone, and in its place only when it is complete.
            let mut file = NamedTempFile::new_in(&location)?;
            file.write_all(&content)?;
            file.as_file().sync_all()?;
            file.persist(location.join(name))?;
            Ok(())
        })
        .await?
    }
}

#[async_trait]
impl CertCache for AcmeCache {
    type EC = io::Error;

    async fn load_cert(&self, domains: &[String], directory_url: &str) -> io::Result<Option<Vec<u8>>> {
        self.load(file_name("certificate", domains, directory_url)).await
    }

    async fn store_cert(&self, domains: &[String], directory_url: &str, cert: &[u8]) -> io::Result<()> {
        self.store(file_name("certificate", domains, directory_url), cert).await
    }
}

#[async_trait]
impl AccountCache for AcmeCache {
    type EA = io::Error;

    async fn load_account(&self, contact: &[String], directory_url: &str) -> io::Result<Option<Vec<u8>>> {
        self.load(file_name("account", contact, directory_url)).await
    }

    async fn store_account(&self, contact: &[String], directory_url: &str, account: &[u8]) -> io::Result<()> {
        self.store(file_name("account", contact, directory_url), account).await
    }
}

/// What is kept under other names, or of another authority, stays untouched beside.
fn file_name(kind: &str, parts: &[String], directory_url: &str) -> String {
    let parts: Vec<_> = parts.iter().map(String::as_str).chain([directory_url]).collect();
    let hash = Sha256::digest(parts.join("\n"));
    let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{kind}-{hash}")
}
