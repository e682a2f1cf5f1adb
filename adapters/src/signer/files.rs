//! Reading and writing the files of a key set.
//!
//! New files are first staged beside their targets, all of them, and then put in place one after
//! the other. If the program dies between two of these steps, the next start finds what is still
//! staged and goes on.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::KeySetError;
use crate::directory::{directory_of, sync_directory};
use crate::private_directory;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    Owner,
    Everyone,
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, KeySetError> {
    fs::read(path).map_err(|source| KeySetError::Read { path: path.to_owned(), source })
}

/// Whether there is anything at `path`, be it only a link that leads nowhere.
pub(super) fn exists(path: &Path) -> Result<bool, KeySetError> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(KeySetError::Read { path: path.to_owned(), source }),
    }
}

/// Writes what is to become the file `path`, so that it survives a crash.
pub(super) fn stage(path: &Path, content: &[u8], audience: Audience) -> Result<(), KeySetError> {
    let write = || {
        let directory = directory_of(path);
        private_directory::create(directory)?;
        let mut file = tempfile::NamedTempFile::new_in(directory)?;
        file.write_all(content)?;
        permit(file.as_file(), audience)?;
        file.as_file().sync_all()?;
        file.persist(staged(path))?;
        sync_directory(directory)
    };
    write().map_err(|source| KeySetError::Write { path: path.to_owned(), source })
}

/// Puts what was staged for `path` in its place, unless that is taken or nothing was staged.
pub(super) fn settle(path: &Path) -> Result<(), KeySetError> {
    if exists(path)? || !exists(&staged(path))? {
        return Ok(());
    }
    fs::rename(staged(path), path)
        .and_then(|()| sync_directory(directory_of(path)))
        .map_err(|source| KeySetError::Write { path: path.to_owned(), source })
}

/// Where the content of `path` waits for its time.
pub(super) fn staged(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".new");
    name.into()
}

#[cfg(unix)]
fn permit(file: &File, audience: Audience) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode = match audience {
        Audience::Owner => 0o600,
        Audience::Everyone => 0o644,
    };
    file.set_permissions(fs::Permissions::from_mode(mode))
}

/// Whether others than the owner and the group may read the file.
#[cfg(unix)]
pub(super) fn is_open_to_everyone(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o004 != 0)
}

// Elsewhere files are as private as the directory they are in.
#[cfg(not(unix))]
fn permit(_: &File, _: Audience) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn is_open_to_everyone(_: &Path) -> bool {
    false
}
