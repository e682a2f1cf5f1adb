//! A backup put in the place of a store.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use tempfile::NamedTempFile;
use thiserror::Error;

use super::connection::Connection;
use super::file::{OpenError, folder_of, give_to_owner_of_folder, sync_folder};
use super::inspection::inspect;
use super::lock::{StoreLock, beside};
use super::meaning::is_busy;

/// What SQLite may keep beside its file; each is worth something only together with it.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Why nothing was restored. The store is what it was.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// The backup cannot be read.
    #[error("the backup {} cannot be read", .path.display())]
    Read {
        /// The backup.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// It is not a backup that this program can use.
    #[error("the backup {} cannot be used", .path.display())]
    Backup {
        /// The backup.
        path: PathBuf,
        /// What is wrong with its content.
        source: OpenError,
    },
    /// The store's place cannot be used.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The file of the store cannot be replaced.
    #[error("the store {} cannot be replaced", .path.display())]
    Replace {
        /// The store.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
}

/// Puts a copy of `backup` in the place of the store, and says where the old one is kept: beside it,
/// named with `aside`. Whenever this ends, there is a store in its place, the old one or the new one.
///
/// Refuses a backup that is not whole and sound, and to replace a store that is in use.
pub(super) fn restore(store: &Path, backup: &Path, aside: &str) -> Result<Option<PathBuf>, RestoreError> {
    let replace = |source| RestoreError::Replace { path: store.into(), source };
    let store = std::path::absolute(store).map_err(replace)?;
    let folder = folder_of(&store)?;
    let _lock = StoreLock::exclusive(&store)?;
    let fresh = staged(&folder, backup)?;
    let unusable = |source| RestoreError::Backup { path: backup.into(), source };
    inspect(fresh.path()).map_err(unusable)?;
    fresh.as_file().sync_all().map_err(replace)?;
    let kept = beside(&store, aside);
    let is_there = store.symlink_metadata().is_ok();
    if is_there {
        fold(&store)?;
    }
    set_aside(&store, &kept, is_there).map_err(replace)?;
    fresh.persist(&store).map_err(|error| replace(error.error))?;
    give_to_owner_of_folder(&store).and_then(|()| sync_folder(&folder)).map_err(replace)?;
    Ok(is_there.then_some(kept))
}

/// A copy of the backup beside the store: what is checked is what is used.
fn staged(folder: &Path, backup: &Path) -> Result<NamedTempFile, RestoreError> {
    let read = |source| RestoreError::Read { path: backup.into(), source };
    let mut from = File::open(backup).map_err(read)?;
    let mut to = NamedTempFile::new_in(folder).map_err(read)?;
    io::copy(&mut from, to.as_file_mut()).map_err(read)?;
    Ok(to)
}

/// Brings all of the old store into its one file. Succeeds only if nobody else has it open, be it by
/// another program; a damaged one is kept as it is.
fn fold(store: &Path) -> Result<(), OpenError> {
    let url = store.to_str().ok_or_else(|| OpenError::Name(store.into()))?;
    let Ok(mut connection) = Connection::establish(url) else { return Ok(()) };
    match connection.batch_execute("PRAGMA busy_timeout = 1000; PRAGMA journal_mode = DELETE") {
        Err(error) if is_busy(&error.to_string()) => Err(OpenError::InUse(store.into())),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn set_aside(store: &Path, kept: &Path, is_there: bool) -> io::Result<()> {
    for companion in COMPANIONS {
        let (from, to) = (beside(store, companion), beside(kept, companion));
        if from.exists() {
            fs::rename(from, to)?;
        }
    }
    if is_there {
        // A second name, so that the first is never without a file: a server would make an empty store.
        fs::hard_link(store, kept).or_else(|_| fs::copy(store, kept).map(|_| ()))?;
    }
    Ok(())
}
