//! The folder of a new set-up: nothing in it is ever overwritten.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

pub(super) const OWN: &str = "registry-admin.yml";
pub(super) const REGISTRY: &str = "registry.yml";
pub(super) const COMPOSE: &str = "docker-compose.yml";
pub(super) const CERTS: &str = "certs";
pub(super) const CERTIFICATE: &str = "certs/registry_auth_ca.crt";
pub(super) const DATA: &str = "data";
pub(super) const STORE: &str = "data/data.db";
pub(super) const IMAGES: &str = "images";

/// Why a folder cannot take a new set-up.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Something is there that would be overwritten or mixed with.
    #[error("{} is there already; a new set-up needs a place of its own", .0.display())]
    Exists(PathBuf),
    /// The operating system does not let us.
    #[error("{} cannot be written", .path.display())]
    Write {
        /// What should be made.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
}

/// Who may read a file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Readers {
    Owner,
    Everyone,
}

pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Makes it and the folders in it. Fails if anything is there of what is to be made.
    pub(super) fn claim(root: &Path) -> Result<Self, FolderError> {
        let absolute = std::path::absolute(root).map_err(|source| FolderError::Write { path: root.into(), source })?;
        let folder = Self { root: absolute };
        for name in [OWN, REGISTRY, COMPOSE, CERTS, DATA, IMAGES] {
            let path = folder.path(name);
            if path.symlink_metadata().is_ok() {
                return Err(FolderError::Exists(path));
            }
        }
        make(&folder.root, true)?;
        [CERTS, DATA, IMAGES].into_iter().try_for_each(|name| make(&folder.path(name), false))?;
        Ok(folder)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub(super) fn write(&self, name: &str, content: &str, readers: Readers) -> Result<(), FolderError> {
        let path = self.path(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(
            &mut options,
            match readers {
                Readers::Owner => 0o600,
                Readers::Everyone => 0o644,
            },
        );
        options
            .open(&path)
            .and_then(|mut file| file.write_all(content.as_bytes()))
            .map_err(|source| FolderError::Write { path, source })
    }
}

/// Those within are for their owner alone; the one around them is as the user has folders made.
fn make(path: &Path, is_around: bool) -> Result<(), FolderError> {
    let mut builder = DirBuilder::new();
    builder.recursive(is_around);
    #[cfg(unix)]
    if !is_around {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    }
    builder.create(path).map_err(|source| FolderError::Write { path: path.into(), source })
}
