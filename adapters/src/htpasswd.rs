//! The htpasswd file of a registry (`auth.htpasswd` in its configuration).
//!
//! The registry looks at the file at every request and reads it again when its time of change is
//! another one. It answers a broken file with errors, and goes on with what it knew; so a file is
//! complete and of another time before it takes the place of the one before.

mod owner;

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use domain::UserName;
use ports::{PasswordFile, PasswordFileContent, PasswordFileError, PasswordHash};

use crate::directory::{directory_of, sync_directory};

/// By its first line we know a file of ours.
const MARK: &str = "# Kept by RegistryAdmin: whatever else is written here is lost.";

/// The coarsest times that a file system keeps.
const TICK: Duration = Duration::from_secs(2);

/// An htpasswd file at a path.
///
/// A new file can be read by its owner and group (0640): the hashes are worth attacking, and the
/// registry may run as somebody else. One that we wrote before keeps its mode and group.
pub struct HtpasswdFile {
    path: PathBuf,
}

impl HtpasswdFile {
    /// The file at `path`, in a directory that exists.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    async fn run<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, PasswordFileError> {
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || work(&path)).await.unwrap_or_else(|error| Err(error.into()));
        done.map_err(|source| PasswordFileError { doing, path: self.path.display().to_string(), source })
    }
}

#[async_trait]
impl PasswordFile for HtpasswdFile {
    async fn read(&self) -> Result<Option<PasswordFileContent>, PasswordFileError> {
        self.run("read", |path| Ok(read(path)?.map(|text| parse(&text)))).await
    }

    async fn write(&self, users: &BTreeMap<UserName, PasswordHash>) -> Result<(), PasswordFileError> {
        let text = text(users);
        self.run("write", move |path| write(path, &text?)).await
    }
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the text of such a file says.
pub(crate) fn parse(text: &str) -> PasswordFileContent {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let users = lines.map(|line| line.split_once(':').unwrap_or((line, "")));
    PasswordFileContent {
        is_ours: is_ours(text),
        users: users.map(|(login, hash)| (login.to_owned(), PasswordHash(hash.to_owned()))).collect(),
    }
}

fn is_ours(text: &str) -> bool {
    text.lines().next() == Some(MARK)
}

fn text(users: &BTreeMap<UserName, PasswordHash>) -> io::Result<String> {
    let mut text = format!("{MARK}\n");
    for (login, PasswordHash(hash)) in users {
        if !is_bcrypt(hash) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("the hash of {login} is not bcrypt")));
        }
        text.extend([login.as_str(), ":", hash, "\n"]);
    }
    Ok(text)
}

/// 60 characters such as `$2y$10$…`, none of which could end a line.
fn is_bcrypt(hash: &str) -> bool {
    let is_of_hash = |c: char| c.is_ascii_alphanumeric() || "$./".contains(c);
    hash.len() == 60 && hash.starts_with("$2") && hash.chars().all(is_of_hash)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    // Where a link leads to is where the registry may look.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let before = read(&path)?;
    if before.as_deref() == Some(text) {
        return Ok(());
    }
    let replaced = if before.is_some() { Some(path.metadata()?) } else { None };
    let directory = directory_of(&path);
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(text.as_bytes())?;
    owner::permit(file.as_file(), replaced.as_ref().filter(|_| before.as_deref().is_some_and(is_ours)))?;
    date_after(file.as_file(), replaced.as_ref())?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    sync_directory(directory)
}

/// Two changes within a tick of the file system's clock would have the same time.
fn date_after(file: &File, replaced: Option<&Metadata>) -> io::Result<()> {
    let Some(replaced) = replaced else { return Ok(()) };
    let replaced = replaced.modified()?;
    if file.metadata()?.modified()? > replaced { Ok(()) } else { file.set_modified(replaced + TICK) }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const HASH: &str = "$2y$05$yQhQHEyaHtHEaffcfNrU/uLnPk9vGCzY8e5F4X3b/q9u9FRqfBQ6O";

    fn users(logins: &[&str]) -> BTreeMap<UserName, PasswordHash> {
        logins.iter().map(|login| (login.parse().unwrap(), PasswordHash(HASH.to_owned()))).collect()
    }

    fn place() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("htpasswd");
        (folder, path)
    }

    fn modified(path: &Path) -> std::time::SystemTime {
        path.metadata().unwrap().modified().unwrap()
    }

    #[tokio::test]
    async fn what_is_written_is_read() {
        let (_folder, path) = place();
        let file = HtpasswdFile::new(&path);
        assert_eq!(file.read().await.unwrap(), None);
        file.write(&users(&["bob", "alice@example.org"])).await.unwrap();
        let expected = format!("{MARK}\nalice@example.org:{HASH}\nbob:{HASH}\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        let content = file.read().await.unwrap().unwrap();
        assert!(content.is_ours);
        assert_eq!(
            content.users.iter().map(|(login, _)| login.as_str()).collect::<Vec<_>>(),
            ["alice@example.org", "bob"]
        );
        file.write(&users(&[])).await.unwrap();
        assert_eq!(file.read().await.unwrap().unwrap().users, []);
    }

    #[tokio::test]
    async fn a_file_of_somebody_else_is_known_as_such() {
        let (_folder, path) = place();
        fs::write(&path, format!("\n# docker\n docker:{HASH}\r\nbroken\n{MARK}\n")).unwrap();
        let content = HtpasswdFile::new(&path).read().await.unwrap().unwrap();
        assert!(!content.is_ours);
        let hash = |text: &str| PasswordHash(text.to_owned());
        assert_eq!(content.users, [("docker".to_owned(), hash(HASH)), ("broken".to_owned(), hash(""))]);
    }

    #[tokio::test]
    async fn each_change_has_another_time_and_no_change_the_same() {
        let (_folder, path) = place();
        let file = HtpasswdFile::new(&path);
        file.write(&users(&["alice"])).await.unwrap();
        let mut last = modified(&path);
        for logins in [["a", "b"], ["a", "c"], ["a", "d"], ["a", "e"]] {
            file.write(&users(&logins)).await.unwrap();
            assert!(modified(&path) > last, "{logins:?}");
            last = modified(&path);
            file.write(&users(&logins)).await.unwrap();
            assert_eq!(modified(&path), last, "{logins:?}");
        }
    }

    #[tokio::test]
    async fn a_file_from_the_future_is_replaced_by_a_later_one() {
        let (_folder, path) = place();
        let future = std::time::SystemTime::now() + Duration::from_secs(3600);
        File::create(&path).unwrap().set_modified(future).unwrap();
        HtpasswdFile::new(&path).write(&users(&["alice"])).await.unwrap();
        assert!(modified(&path) > future);
    }

    #[tokio::test]
    async fn what_would_break_a_line_is_not_written() {
        let (folder, path) = place();
        let file = HtpasswdFile::new(&path);
        file.write(&users(&["alice"])).await.unwrap();
        let before = fs::read_to_string(&path).unwrap();
        for hash in ["plain", "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5", &format!("{}\n", &HASH[..59]), &HASH[1..]] {
            let users = [("bob".parse().unwrap(), PasswordHash(hash.to_owned()))].into();
            let error = file.write(&users).await.unwrap_err();
            assert_eq!(error.source.kind(), io::ErrorKind::InvalidData, "{hash}");
            assert!(hash.is_empty() || !error.to_string().contains(hash), "{error}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left over");
    }

    #[tokio::test]
    async fn a_directory_that_is_not_there_is_told() {
        let (folder, _) = place();
        let error = HtpasswdFile::new(folder.path().join("no/htpasswd")).write(&users(&[])).await.unwrap_err();
        assert!(error.to_string().contains("cannot write") && error.to_string().contains("no/htpasswd"), "{error}");
    }
}
