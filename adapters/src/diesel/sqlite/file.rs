//! Whether a file can be used as a store.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use diesel::dsl::sql;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Integer};
use diesel::{Connection as _, RunQueryDsl};
use ports::StoreError;
use thiserror::Error;

use super::connection::{Connection, be_patient, set_up};
use super::lock::StoreLock;
use super::meaning::is_busy;
use super::migrations;
use super::shared::error::Failure;

/// Set by the first migration.
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"RegA");

const LONGEST_WAIT: Duration = Duration::from_secs(5);
const SHORT_WAIT: Duration = Duration::from_millis(10);

/// Why a file cannot be used as a store.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder it should be in is not there.
    #[error("the folder of the database file {} does not exist", .0.display())]
    NoFolder(PathBuf),
    /// The operating system does not let us.
    #[error("the database file {} cannot be opened", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// Somebody has it open who would go on with the old file.
    #[error("the store {} is in use; stop the server first", .0.display())]
    InUse(PathBuf),
    /// It is being replaced by a backup.
    #[error("the store {} is just being restored; try again in a moment", .0.display())]
    Replaced(PathBuf),
    /// SQLite takes UTF-8 only.
    #[error("the name of the database file {} is not UTF-8", .0.display())]
    Name(PathBuf),
    /// It is no SQLite database, or a damaged one.
    #[error("the file {} cannot be used as a database: {reason}", .path.display())]
    Unusable {
        /// Which.
        path: PathBuf,
        /// What SQLite found.
        reason: String,
    },
    /// Its tables are not ours.
    #[error("the file {} is a database of another program; one of the Go registry-admin can be imported into a new file", .0.display())]
    Foreign(PathBuf),
    /// Its tables have changes that this program cannot work with.
    #[error("the database file {} needs a later version of this program: one that knows migration {migration}", .path.display())]
    Newer {
        /// Which.
        path: PathBuf,
        /// The first that is unknown.
        migration: String,
    },
}

impl From<OpenError> for StoreError {
    fn from(error: OpenError) -> Self {
        Self::backend("opening the database", error)
    }
}

/// Checks the file, making it if need be, and brings its tables up to date; gives what connections
/// to it are made with, and the lock that must be held as long as there are any.
pub(super) fn prepare(path: &Path) -> Result<(String, StoreLock), StoreError> {
    let (path, lock) = create(path)?;
    let url = path.to_str().ok_or_else(|| OpenError::Name(path.clone()))?;
    let unusable = |reason: String| OpenError::Unusable { path: path.clone(), reason };
    let mut connection = Connection::establish(url).map_err(|error| unusable(error.to_string()))?;
    match bring_up_to_date(&mut connection, &path).map_err(|failure| failure.during("opening the database")) {
        Ok(verdict) => verdict?,
        Err(StoreError::Backend { source, .. }) => return Err(unusable(source.to_string()).into()),
        Err(unavailable) => return Err(unavailable),
    }
    Ok((url.to_owned(), lock))
}

/// Makes the file, unless it is there, for its owner only; SQLite gives its further files the same
/// permissions. The path returned is absolute: `file:x` or `:memory:` would mean something else.
fn create(path: &Path) -> Result<(PathBuf, StoreLock), OpenError> {
    let failed = |source| OpenError::File { path: path.into(), source };
    let absolute = std::path::absolute(path).map_err(failed)?;
    folder_of(&absolute)?;
    if absolute.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let lock = StoreLock::shared(&absolute)?;
    open_private(&absolute).map_err(failed)?;
    Ok((absolute, lock))
}

/// Opens a file, which is made for its owner only if it is not there.
pub(super) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The folder of an absolute path, which must be there.
pub(super) fn folder_of(path: &Path) -> Result<PathBuf, OpenError> {
    match path.parent() {
        Some(folder) if folder.is_dir() => Ok(folder.into()),
        _ => Err(OpenError::NoFolder(path.into())),
    }
}

/// What the superuser makes in a folder of another account is for that account to use.
#[cfg(unix)]
pub(super) fn give_to_owner_of_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};

    let Some(folder) = path.parent() else { return Ok(()) };
    let (file, folder) = (path.metadata()?, folder.metadata()?);
    match file.uid() {
        0 if folder.uid() != 0 => chown(path, Some(folder.uid()), Some(folder.gid())),
        _ => Ok(()),
    }
}

/// What one account makes here, others may be let to use by the folder.
#[cfg(not(unix))]
pub(super) fn give_to_owner_of_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes sure that the names in a folder survive a power cut.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// A folder cannot be opened here; the file system sees to its names.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Says what speaks against the file before anything in it is changed.
fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<Result<(), OpenError>, Failure> {
    be_patient(connection)?;
    if !is_ours(connection)? {
        return Ok(Err(OpenError::Foreign(path.into())));
    }
    set_up_beside_others(connection)?;
    let missing = migrations::run(connection)?;
    Ok(missing.map_or(Ok(()), |migration| Err(OpenError::Newer { path: path.into(), migration })))
}

/// Two processes that switch a new file to WAL at the same moment would wait for each other for ever;
/// SQLite sends one of them away at once, however patient it is.
fn set_up_beside_others(connection: &mut Connection) -> QueryResult<()> {
    let deadline = Instant::now() + LONGEST_WAIT;
    loop {
        match set_up(connection) {
            Err(error) if is_busy(&error.to_string()) && Instant::now() < deadline => thread::sleep(SHORT_WAIT),
            result => return result,
        }
    }
}

/// Whether the first migration made the tables, or there are none yet. In this order: another
/// process may be making them between the two questions.
///
/// Fails if the header or the schema is damaged. To look for damage anywhere else would take seconds
/// with a large file; SQLite tells when it meets it.
pub(super) fn is_ours(connection: &mut Connection) -> QueryResult<bool> {
    let tables: i64 = sql::<BigInt>("SELECT count(*) FROM sqlite_schema").get_result(connection)?;
    let id: i32 = sql::<Integer>("SELECT application_id FROM pragma_application_id").get_result(connection)?;
    Ok(tables == 0 || id == APPLICATION_ID)
}
