use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;
use tokio_rustls_acme::{AccountCache, CertCache};

use super::TlsError;
use super::expiry::Expiry;
use super::key_pair::certificates;
use crate::private_directory;

/// Keeps account keys and certificates in files that nobody else may read. What comes by here as a
/// certificate is what is served.
pub(super) struct AcmeCache {
    location: PathBuf,
    expiry: Expiry,
}

impl AcmeCache {
    /// Makes the directory if there is none. Fails if no file can be made in it: without what is kept
    /// each start would order anew, and authorities allow only a few orders a week.
    pub(super) fn open(location: PathBuf, expiry: Expiry) -> Result<Self, TlsError> {
        let attempt = private_directory::create(&location).and_then(|()| NamedTempFile::new_in(&location).map(drop));
        attempt.map_err(|source| TlsError::Location { path: location.clone(), source })?;
        Ok(Self { location, expiry })
    }

    fn note(&self, pem: &[u8]) {
        if let Ok(chain) = certificates(&self.location, pem)
            && let Some(leaf) = chain.first()
        {
            self.expiry.note(leaf);
        }
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
        let found = self.load(certificate_file(domains, directory_url)).await?;
        if let Some(pem) = &found {
            self.note(pem);
        }
        Ok(found)
    }

    async fn store_cert(&self, domains: &[String], directory_url: &str, cert: &[u8]) -> io::Result<()> {
        self.note(cert);
        self.store(certificate_file(domains, directory_url), cert).await
    }
}

#[async_trait]
impl AccountCache for AcmeCache {
    type EA = io::Error;

    async fn load_account(&self, contact: &[String], directory_url: &str) -> io::Result<Option<Vec<u8>>> {
        self.load(account_file(contact, directory_url)).await
    }

    async fn store_account(&self, contact: &[String], directory_url: &str, account: &[u8]) -> io::Result<()> {
        self.store(account_file(contact, directory_url), account).await
    }
}

/// The private key and the certificate with its chain, as PEM.
fn certificate_file(domains: &[String], directory_url: &str) -> String {
    format!("certificate-{}.pem", hash(domains, directory_url))
}

/// A private key in PKCS#8.
fn account_file(contact: &[String], directory_url: &str) -> String {
    format!("account-{}.key", hash(contact, directory_url))
}

/// Keeps apart what is for other names, or of another authority.
fn hash(parts: &[String], directory_url: &str) -> String {
    let parts: Vec<_> = parts.iter().map(String::as_str).chain([directory_url]).collect();
    Sha256::digest(parts.join("\n")).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const DIRECTORY: &str = "https://acme-v02.api.letsencrypt.org/directory";

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[tokio::test]
    async fn what_is_kept_is_found_again_under_the_same_names_only() -> io::Result<()> {
        let folder = TempDir::new()?;
        let cache = AcmeCache::open(folder.path().join("a").join("b"), Expiry::default()).map_err(io::Error::other)?;
        let both = names(&["a.org", "b.org"]);
        assert_eq!(cache.load_cert(&both, DIRECTORY).await?, None);
        for content in ["first", "second"] {
            cache.store_cert(&both, DIRECTORY, content.as_bytes()).await?;
            assert_eq!(cache.load_cert(&both, DIRECTORY).await?.as_deref(), Some(content.as_bytes()));
        }
        assert_eq!(cache.load_cert(&names(&["a.org"]), DIRECTORY).await?, None);
        assert_eq!(cache.load_cert(&both, "https://ca.example.org/directory").await?, None);
        assert_eq!(cache.load_account(&both, DIRECTORY).await?, None);
        Ok(())
    }

    /// The path stands in the configuration of registries that use the certificate too, as it does
    /// in `_examples/tls_acme`.
    #[test]
    fn the_file_of_a_certificate_keeps_its_name() {
        let file = certificate_file(&names(&["registry.example.org"]), DIRECTORY);
        assert_eq!(file, "certificate-77d027bfaee0aac3.pem");
    }

    #[test]
    fn where_nothing_can_be_kept_nothing_is_ordered() -> io::Result<()> {
        let file = NamedTempFile::new()?;
        assert!(matches!(AcmeCache::open(file.path().join("acme"), Expiry::default()), Err(TlsError::Location { .. })));
        Ok(())
    }
}
