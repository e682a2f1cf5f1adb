use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::UserName;
use ports::{Intent, PasswordVerdict, Store};
use ports::{PasswordFile, PasswordFileContent, PasswordFileError, PasswordHash, PasswordHasher};
use thiserror::Error;

use super::directory::{Account, Directory};
use crate::error::AppError;

/// Whom the registry lets in where it checks passwords itself: keeps its file in step with the
/// users in the store.
///
/// In the file are the enabled accounts that need not change their password and of whose password
/// a hash for the registry is known, and our own login, unless it is one of these accounts.
pub struct RegistryUsers {
    file: Arc<dyn PasswordFile>,
    own: (UserName, PasswordHash),
    state: Mutex<State>,
}

/// Our own login at the registry.
pub struct OwnLogin<'a> {
    /// The login.
    pub login: UserName,
    /// The password.
    pub password: &'a str,
}

#[derive(Default)]
struct State {
    /// The revision of the users that the file holds, and when that was made sure of.
    written: Option<(u64, Instant)>,
    /// Why the file could not be written.
    failure: Option<String>,
}

/// Why the file cannot be kept.
#[derive(Debug, Error)]
pub enum RegistryUsersError {
    /// It holds users who would be shut out.
    #[error(
        "registry.htpasswd names a file that RegistryAdmin did not write, with users it does not know: {}; \
         move the file away, or make accounts for them first",
        .0.join(", ")
    )]
    Foreign(Vec<String>),
    /// It can be neither read nor written.
    #[error("cannot keep the file that registry.htpasswd names")]
    File(#[from] PasswordFileError),
    /// Anything else.
    #[error(transparent)]
    App(#[from] AppError),
}

/// The user that a registry makes for itself when it finds no file (distribution, `htpasswd`).
const MADE_BY_REGISTRY: &str = "docker";

/// How soon a file that somebody else changed or took away is put right.
const RECHECK: Duration = Duration::from_secs(10);

impl RegistryUsers {
    /// Takes the file over and writes it for the first time.
    pub async fn open(
        file: Arc<dyn PasswordFile>,
        store: &dyn Store,
        hasher: &dyn PasswordHasher,
        own: OwnLogin<'_>,
    ) -> Result<Self, RegistryUsersError> {
        let found = file.read().await?;
        refuse_foreign(found.as_ref(), &read(store).await?, &own.login)?;
        let hash = own_hash(found, hasher, &own).await?;
        lend(store, hasher, &own, &hash).await?;
        let users = Self { file, own: (own.login, hash), state: Mutex::default() };
        let directory = read(store).await?;
        users.file.write(&users.let_in(&directory)).await?;
        Ok(users)
    }

    /// Makes the file hold what the directory says. A failure is told in the log and by
    /// [`RegistryUsers::check`]; it is for the caller to come again.
    pub(super) async fn follow(&self, directory: &Directory) {
        let revision = directory.revision();
        if self.state().written.is_some_and(|(written, at)| written == revision && at.elapsed() < RECHECK) {
            return;
        }
        let written = self.file.write(&self.let_in(directory)).await;
        let mut state = self.state();
        let failure = written.err().map(|error| error.to_string());
        if let Some(error) = failure.as_ref().filter(|_| failure != state.failure) {
            tracing::error!(error, "the registry does not know of the latest changes of users");
        }
        state.written = failure.is_none().then(|| (revision, Instant::now()));
        state.failure = failure;
    }

    /// Whether the registry knows of all changes.
    pub(super) fn check(&self) -> Result<(), AppError> {
        if self.state().failure.is_some() { Err(AppError::RegistryUsers) } else { Ok(()) }
    }

    fn let_in(&self, directory: &Directory) -> BTreeMap<UserName, PasswordHash> {
        let (login, hash) = &self.own;
        let own = directory.account(login).is_none().then(|| (login.clone(), hash.clone()));
        directory.accounts().filter_map(line).chain(own).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn line(account: &Account) -> Option<(UserName, PasswordHash)> {
    let is_let_in = !account.user.disabled && !account.user.must_change_password;
    let hash = account.registry_password.clone().filter(|_| is_let_in)?;
    Some((account.user.login.clone(), hash))
}

async fn read(store: &dyn Store) -> Result<Directory, AppError> {
    Directory::read(store.begin(Intent::Read).await?.as_mut()).await
}

/// Nobody is to be shut out of a registry by a first start of ours.
fn refuse_foreign(
    found: Option<&PasswordFileContent>,
    directory: &Directory,
    own: &UserName,
) -> Result<(), RegistryUsersError> {
    let Some(found) = found.filter(|found| !found.is_ours) else { return Ok(()) };
    let is_known = |login: &str| login.parse().is_ok_and(|login| login == *own || directory.account(&login).is_some());
    let logins = found.users.iter().map(|(login, _)| login.clone());
    let unknown: Vec<_> = logins.filter(|login| !is_known(login)).collect();
    if unknown.is_empty() || unknown == [MADE_BY_REGISTRY] { Ok(()) } else { Err(RegistryUsersError::Foreign(unknown)) }
}

/// The hash of our own password: the one in the file if it is, so that processes on the same store
/// agree on it.
async fn own_hash(
    found: Option<PasswordFileContent>,
    hasher: &dyn PasswordHasher,
    own: &OwnLogin<'_>,
) -> Result<PasswordHash, AppError> {
    let lines = found.filter(|found| found.is_ours).map(|found| found.users).unwrap_or_default();
    if let Some((_, hash)) = lines.into_iter().find(|(login, _)| login == own.login.as_str())
        && !matches!(hasher.verify(own.password, Some(&hash)).await, Ok(PasswordVerdict::Wrong) | Err(_))
    {
        return Ok(hash);
    }
    Ok(hasher.hash_for_registry(own.password).await?)
}

/// If our own login is that of an account, and has its password, the account needs no other hash.
async fn lend(
    store: &dyn Store,
    hasher: &dyn PasswordHasher,
    own: &OwnLogin<'_>,
    hash: &PasswordHash,
) -> Result<(), AppError> {
    let directory = read(store).await?;
    let Some(account) = directory.account(&own.login) else { return Ok(()) };
    if hasher.verify(own.password, Some(&account.password)).await? == PasswordVerdict::Wrong {
        tracing::warn!(
            login = own.login.as_str(),
            "registry.password is not the password of this account: the registry will refuse what is asked of it"
        );
        return Ok(());
    }
    if account.registry_password.is_some() {
        return Ok(());
    }
    let mut unit = store.begin(Intent::Write).await?;
    if unit.users().password(account.user.id).await?.as_ref() == Some(&account.password) {
        unit.users().set_registry_password(account.user.id, hash).await?;
    }
    Ok(unit.commit().await?)
}
