//! Who has a store open, so that nobody takes its file away meanwhile.
//!
//! A file beside the store, since closing another handle of the store's own file would release the
//! locks that SQLite holds on it.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::file::{OpenError, give_to_owner_of_folder, open_private};

/// Held as long as the store is open; the system releases it with the end of the process.
pub(super) struct StoreLock {
    _file: File,
}

impl StoreLock {
    /// For who works with the store, beside others who do.
    pub(super) fn shared(store: &Path) -> Result<Self, OpenError> {
        Self::take(store, File::try_lock_shared, || OpenError::Replaced(store.into()))
    }

    /// For who takes the file away.
    pub(super) fn exclusive(store: &Path) -> Result<Self, OpenError> {
        Self::take(store, File::try_lock, || OpenError::InUse(store.into()))
    }

    /// Whether anybody works with the store; also where that cannot be found out.
    pub(super) fn is_held(store: &Path) -> io::Result<bool> {
        match File::open(beside(store, ".lock")) {
            Ok(file) => Ok(file.try_lock().is_err()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn take(
        store: &Path,
        lock: impl FnOnce(&File) -> Result<(), TryLockError>,
        refusal: impl FnOnce() -> OpenError,
    ) -> Result<Self, OpenError> {
        let path = beside(store, ".lock");
        let failed = |source| OpenError::File { path: path.clone(), source };
        let file = open_private(&path).map_err(failed)?;
        give_to_owner_of_folder(&path).map_err(failed)?;
        match lock(&file) {
            Ok(()) => Ok(Self { _file: file }),
            // Some file systems have no locks; then it is as it would be without this file.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(Self { _file: file }),
            Err(TryLockError::Error(error)) => Err(failed(error)),
            Err(TryLockError::WouldBlock) => Err(refusal()),
        }
    }
}

/// The path with something after its name.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::{Duration, Instant};

    use super::*;

    /// A process that another test starts right now holds what is open here, until it has become
    /// another program.
    fn eventually<T>(mut ask: impl FnMut() -> Option<T>) -> T {
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            match ask() {
                Some(answer) => return answer,
                None if Instant::now() < end => thread::yield_now(),
                None => panic!("waited in vain"),
            }
        }
    }

    #[test]
    fn a_store_in_use_is_not_taken_away_and_one_that_is_taken_away_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("data.db");
        assert!(!StoreLock::is_held(&store).unwrap());
        let users = [StoreLock::shared(&store).unwrap(), StoreLock::shared(&store).unwrap()];
        assert!(StoreLock::is_held(&store).unwrap());
        assert!(matches!(StoreLock::exclusive(&store), Err(OpenError::InUse(_))));
        drop(users);
        eventually(|| (!StoreLock::is_held(&store).unwrap()).then_some(()));
        let replacing = eventually(|| StoreLock::exclusive(&store).ok());
        assert!(matches!(StoreLock::shared(&store), Err(OpenError::Replaced(_))));
        drop(replacing);
        eventually(|| StoreLock::shared(&store).ok());
    }
}
