use std::path::PathBuf;

use ports::PredecessorRecords;
use serde_json::{Map, Value};
use thiserror::Error;

use super::{Proposal, docker_auth, htpasswd, predecessor};

/// What can be imported.
#[derive(Debug, Clone)]
pub enum Source {
    /// The database of the Go program of the same name.
    RegistryAdmin(PredecessorRecords),
    /// The text of a docker_auth configuration.
    DockerAuth(String),
    /// The text of an htpasswd file.
    Htpasswd(String),
}

/// A kind of [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// See [`Source::RegistryAdmin`].
    RegistryAdmin,
    /// See [`Source::DockerAuth`].
    DockerAuth,
    /// See [`Source::Htpasswd`].
    Htpasswd,
}

/// Why nothing can be read from a source.
#[derive(Debug, Error)]
pub enum SourceError {
    /// The file is not there, or the operating system does not let us.
    #[error("cannot read {}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// The system's word.
        source: std::io::Error,
    },
    /// A text that is none.
    #[error("{} is no text", .0.display())]
    NoText(PathBuf),
    /// It looks like nothing that can be imported.
    #[error("{} is nothing that can be imported, as far as can be seen; --from says what it is", .0.display())]
    Unknown(PathBuf),
    /// It is the store to import into.
    #[error("{} is the store itself; move it elsewhere first, or name another store with --store.embed.path", .0.display())]
    Itself(PathBuf),
    /// It is no YAML, or not that of docker_auth.
    #[error("this is no configuration of docker_auth: {0}")]
    DockerAuth(String),
}

const SQLITE: &[u8] = b"SQLite format 3\0";

impl SourceKind {
    /// What a file with these bytes is, as far as can be seen.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(SQLITE) {
            return Some(Self::RegistryAdmin);
        }
        let text = str::from_utf8(bytes).ok()?;
        if yaml(text).is_ok_and(|file| docker_auth::is_likely(&file)) {
            Some(Self::DockerAuth)
        } else {
            htpasswd::is_likely(text).then_some(Self::Htpasswd)
        }
    }

    /// What it is called.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RegistryAdmin => "registry-admin",
            Self::DockerAuth => "docker-auth",
            Self::Htpasswd => "htpasswd",
        }
    }
}

impl Source {
    /// What it says there should be.
    pub fn proposal(&self) -> Result<Proposal, SourceError> {
        match self {
            Self::RegistryAdmin(records) => Ok(predecessor::proposal(records)),
            Self::DockerAuth(text) => Ok(docker_auth::proposal(&yaml(text)?)),
            Self::Htpasswd(text) => Ok(htpasswd::proposal(text)),
        }
    }
}

/// Complaints come without the lines around the mistake, which may hold a hash.
fn yaml(text: &str) -> Result<Map<String, Value>, SourceError> {
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { with_snippet: false })
        .map_err(|error| SourceError::DockerAuth(error.to_string()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_tells_what_it_is() {
        for (text, kind) in [
            ("SQLite format 3\0…", Some(SourceKind::RegistryAdmin)),
            ("users: {a: {password: x}}", Some(SourceKind::DockerAuth)),
            ("acl:\n  - match: {}\n", Some(SourceKind::DockerAuth)),
            ("alice:$2y$05$x\n# b\n", Some(SourceKind::Htpasswd)),
            ("users: nobody here\n", None),
            ("", None),
            ("{}", None),
        ] {
            assert_eq!(SourceKind::of(text.as_bytes()), kind, "{text}");
        }
        assert_eq!(SourceKind::of(&[0xff, b':']), None);
    }

    #[test]
    fn a_complaint_does_not_tell_a_hash() {
        let error = Source::DockerAuth("users:\n  a: {password: $2y$05$secret\n".to_owned()).proposal().unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    proptest! {
        #[test]
        fn any_file_can_be_looked_at(bytes in any::<Vec<u8>>(), text in "[a-z:{}\\[\\]&*!|>#'\" \n-]{0,60}") {
            SourceKind::of(&bytes);
            let _ = Source::DockerAuth(text.clone()).proposal();
            SourceKind::of(text.as_bytes());
        }
    }
}
