//! A copy of a store in one file, taken while others write.

use std::io;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection as _, RunQueryDsl, sql_query};
use tempfile::NamedTempFile;
use thiserror::Error;

use super::connection::{Connection, be_patient};
use super::file::{OpenError, is_ours, sync_folder};
use super::functions;
use super::inspection::inspect;
use super::lock::StoreLock;
use super::shared::error::Failure;

/// Why there is no backup.
#[derive(Debug, Error)]
pub enum BackupError {
    /// There is nothing to copy.
    #[error("there is no store at {}", .0.display())]
    NoStore(PathBuf),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// Copying fails.
    #[error("the store {} cannot be copied: {reason}", .path.display())]
    Copy {
        /// The store.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
    /// There is a file already where the backup should be.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// The copy cannot be kept.
    #[error("the backup {} cannot be written", .path.display())]
    Write {
        /// Where it should be.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
}

/// Copies the store to `target`, for its owner's eyes only, as it is at one moment after the call
/// begins. The copy is checked as a whole before it gets its name; a file of that name stays unless
/// `replace` is set.
pub(super) fn back_up(store: &Path, target: &Path, replace: bool) -> Result<(), BackupError> {
    let write = |source| BackupError::Write { path: target.into(), source };
    let target = std::path::absolute(target).map_err(write)?;
    if !store.exists() {
        return Err(BackupError::NoStore(store.into()));
    }
    if !replace && target.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(target));
    }
    let store = std::path::absolute(store).map_err(|source| OpenError::File { path: store.into(), source })?;
    let _lock = StoreLock::shared(&store)?;
    let folder = target.parent().unwrap_or(&target);
    let copy = NamedTempFile::new_in(folder).map_err(write)?;
    let unusable = |failure: Failure| BackupError::Copy { path: store.clone(), reason: failure.to_string() };
    copy_into(&store, copy.path()).map_err(unusable)??;
    inspect(copy.path())?;
    copy.as_file().sync_all().map_err(write)?;
    let kept = if replace { copy.persist(&target) } else { copy.persist_noclobber(&target) };
    match kept {
        Ok(_) => sync_folder(folder).map_err(write),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(BackupError::Exists(target)),
        Err(error) => Err(write(error.error)),
    }
}

/// The tables are left as they are: a backup before an update is one of before the update.
fn copy_into(store: &Path, copy: &Path) -> Result<Result<(), OpenError>, Failure> {
    let (Some(from), Some(to)) = (store.to_str(), copy.to_str()) else {
        return Ok(Err(OpenError::Name(store.into())));
    };
    let mut connection = Connection::establish(from).map_err(|error| Failure::Migration(error.into()))?;
    be_patient(&mut connection)?;
    if !is_ours(&mut connection)? {
        return Ok(Err(OpenError::Foreign(store.into())));
    }
    functions::register(&mut connection)?;
    connection.batch_execute("PRAGMA temp_store = MEMORY")?;
    sql_query("VACUUM INTO ?").bind::<Text, _>(to).execute(&mut connection)?;
    Ok(Ok(()))
}
