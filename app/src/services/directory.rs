use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use domain::{Rulebook, User, UserId, UserName};
use ports::{Intent, PasswordHash, Store, Topic, UnitOfWork};
use tokio::sync::Mutex;

use super::RegistryUsers;
use crate::error::AppError;

/// Who there is and who may do what, as it was at one moment: a copy of the store's users, passwords
/// and accesses, laid out for quick decisions. It never changes; another one takes its place.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    revision: u64,
    users: HashMap<UserId, Arc<Account>>,
    ids: HashMap<UserName, UserId>,
    /// The accesses.
    pub rules: Rulebook,
}

/// A user and its password hashes.
#[derive(Debug)]
pub struct Account {
    /// The user.
    pub user: User,
    /// The hash.
    pub password: PasswordHash,
    /// The hash for the registry, if one is known.
    pub registry_password: Option<PasswordHash>,
}

impl Directory {
    /// Grows with every change of who may do what.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The account with exactly this login.
    pub fn account(&self, login: &UserName) -> Option<&Arc<Account>> {
        self.account_by_id(*self.ids.get(login)?)
    }

    /// The account that somebody who may know of it means by `login`.
    pub(super) fn account_named(&self, login: &str) -> Result<&Account, AppError> {
        let login = login.parse().map_err(|_| AppError::NotFound("user"))?;
        self.account(&login).map(AsRef::as_ref).ok_or(AppError::NotFound("user"))
    }

    /// The account with this id.
    pub fn account_by_id(&self, id: UserId) -> Option<&Arc<Account>> {
        self.users.get(&id)
    }

    /// All accounts, in no order.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.users.values().map(AsRef::as_ref)
    }

    /// Reads everything.
    pub(super) async fn read(unit: &mut dyn UnitOfWork) -> Result<Self, AppError> {
        let revision = unit.policy_revision().await?;
        let users = unit.users().all_with_passwords().await?;
        let mut registry_passwords: HashMap<_, _> = unit.users().registry_passwords().await?.into_iter().collect();
        let accesses = unit.accesses().all().await?;
        // With very many of them this takes longer than anybody's request should wait for its turn.
        let laid_out = tokio::task::spawn_blocking(move || {
            let mut directory = Self { revision, rules: accesses.into_iter().collect(), ..Self::default() };
            for (user, password) in users {
                let registry_password = registry_passwords.remove(&user.id);
                directory.put(Account { user, password, registry_password });
            }
            directory
        });
        laid_out.await.map_err(|error| AppError::Internal(error.into()))
    }

    /// Reads what changed since this was read. None where so much did, or nobody knows what, that it
    /// has to be read anew.
    async fn caught_up(&self, unit: &mut dyn UnitOfWork) -> Result<Option<Self>, AppError> {
        let revision = unit.policy_revision().await?;
        let Some(changes) = unit.policy_changes(self.revision).await? else { return Ok(None) };
        if changes.users.len() + changes.accesses.len() > MOST_CAUGHT_UP {
            return Ok(None);
        }
        let mut directory = Self { revision, ..self.clone() };
        let mut accounts = Vec::new();
        for &id in &changes.users {
            if let (Some(user), Some(password)) = (unit.users().find(id).await?, unit.users().password(id).await?) {
                let registry_password = unit.users().registry_password(id).await?;
                accounts.push(Account { user, password, registry_password });
            }
        }
        directory.replace(&changes.users, accounts);
        for id in changes.accesses {
            match unit.accesses().find(id).await? {
                Some(access) => directory.rules.put(access),
                None => directory.rules.remove(id),
            }
        }
        Ok(Some(directory))
    }

    /// Puts these accounts in the place of those with these ids. All of those go first: one account may
    /// have the login now that another had before.
    fn replace(&mut self, ids: &BTreeSet<UserId>, accounts: Vec<Account>) {
        ids.iter().for_each(|&id| self.forget(id));
        accounts.into_iter().for_each(|account| self.put(account));
    }

    fn put(&mut self, account: Account) {
        self.ids.insert(account.user.login.clone(), account.user.id);
        self.users.insert(account.user.id, Arc::new(account));
    }

    fn forget(&mut self, id: UserId) {
        if let Some(account) = self.users.remove(&id) {
            self.ids.remove(&account.user.login);
        }
    }
}

/// So many records are read one by one; with more it is quicker to read all.
const MOST_CAUGHT_UP: usize = 256;

/// Keeps the [`Directory`] up to date.
///
/// A change that is made here is in force when it is answered; one that another process makes on
/// the same store, as soon as the store tells, or after [`POLL`]. When the store does not answer, the
/// copy is good for [`LONGEST_TRUST`], or for longer if that is wanted, and then nothing is decided by
/// it any more.
#[derive(Clone)]
pub struct Directories {
    store: Arc<dyn Store>,
    registry_users: Option<Arc<RegistryUsers>>,
    current: Arc<RwLock<Option<Current>>>,
    refreshing: Arc<Mutex<()>>,
    /// For how long a copy is good that cannot be compared with the store, if somebody wants it so.
    grace: Duration,
}

#[derive(Clone)]
struct Current {
    directory: Arc<Directory>,
    checked: Instant,
}

/// How often the store is asked whether another process changed something.
const POLL: Duration = Duration::from_millis(500);
/// How long a copy is trusted that could not be compared with the store.
const LONGEST_TRUST: Duration = Duration::from_secs(5);

impl Directories {
    /// The `registry_users` follow, where there are some. For `grace` a copy is good without the store.
    pub(super) fn new(store: Arc<dyn Store>, registry_users: Option<Arc<RegistryUsers>>, grace: Duration) -> Self {
        Self { store, registry_users, current: Arc::default(), refreshing: Arc::default(), grace }
    }

    /// Who there is now.
    pub async fn current(&self) -> Result<Arc<Directory>, AppError> {
        if let Some(current) = self.trusted() {
            return Ok(current);
        }
        self.refresh().await
    }

    /// Makes a unit take effect, for everybody who asks from now on.
    pub(super) async fn commit(&self, unit: Box<dyn UnitOfWork>) -> Result<(), AppError> {
        unit.commit().await?;
        if let Err(error) = self.refresh().await {
            // What was committed is in force. Nothing is decided by the old copy any more.
            tracing::warn!(%error, "cannot read what was just changed");
            self.put(None);
        }
        Ok(())
    }

    /// Looks for changes of other processes, for ever.
    pub async fn watch(&self) {
        let mut is_away = false;
        loop {
            tokio::select! {
                () = self.store.changed(Topic::Policy) => {}
                () = tokio::time::sleep(POLL) => {}
            }
            match self.refresh().await {
                Ok(_) if is_away => tracing::info!("the store answers again"),
                Err(error) if !is_away => {
                    let trusted_for = self.trust().as_secs();
                    tracing::warn!(%error, trusted_for, "cannot tell whether users or rules were changed");
                    is_away = true;
                    continue;
                }
                Ok(_) => {}
                Err(_) => continue,
            }
            is_away = false;
        }
    }

    async fn refresh(&self) -> Result<Arc<Directory>, AppError> {
        let asked = Instant::now();
        let _turn = self.refreshing.lock().await;
        let known = self.get();
        if let Some(current) = known.as_ref().filter(|current| current.checked >= asked) {
            return Ok(current.directory.clone());
        }
        let checked = Instant::now();
        let mut unit = self.store.begin(Intent::Read).await?;
        let revision = unit.policy_revision().await?;
        let directory = match known.map(|current| current.directory) {
            Some(directory) if directory.revision == revision => directory,
            Some(directory) => Arc::new(match directory.caught_up(unit.as_mut()).await? {
                Some(caught_up) => caught_up,
                None => Directory::read(unit.as_mut()).await?,
            }),
            None => Arc::new(Directory::read(unit.as_mut()).await?),
        };
        self.put(Some(Current { directory: directory.clone(), checked }));
        if let Some(registry_users) = &self.registry_users {
            registry_users.follow(&directory).await;
        }
        Ok(directory)
    }

    fn trusted(&self) -> Option<Arc<Directory>> {
        let current = self.get()?;
        (current.checked.elapsed() < self.trust()).then_some(current.directory)
    }

    fn trust(&self) -> Duration {
        self.grace.max(LONGEST_TRUST)
    }

    /// For how long the copy is still good without the store; none if that is not wanted, or over.
    pub(super) fn grace(&self) -> Option<Duration> {
        self.grace.checked_sub(self.get()?.checked.elapsed()).filter(|left| !left.is_zero())
    }

    /// For how long the store has not answered, if longer than is trusted anyway, and for how long yet
    /// its copy is good.
    pub(super) fn without_store(&self) -> (Duration, Duration) {
        let age = self.get().map(|current| current.checked.elapsed()).filter(|age| *age > LONGEST_TRUST);
        age.map_or_else(Default::default, |age| (age, self.grace.saturating_sub(age)))
    }

    fn get(&self) -> Option<Current> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, current: Option<Current>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = current;
    }
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use time::OffsetDateTime;
    use uuid::Uuid;

    use super::*;

    fn account(id: u128, login: &str) -> Account {
        let user = User {
            id: UserId(Uuid::from_u128(id)),
            login: login.parse().unwrap(),
            name: login.parse().unwrap(),
            role: Role::User,
            groups: BTreeSet::new(),
            disabled: false,
            description: String::new(),
            must_change_password: false,
            created_at: OffsetDateTime::UNIX_EPOCH,
        };
        Account { user, password: PasswordHash("hash".to_owned()), registry_password: None }
    }

    #[test]
    fn a_login_may_go_from_one_account_to_another() {
        let mut directory = Directory::default();
        directory.put(account(1, "alice"));
        directory.put(account(2, "bob"));
        let ids = [1, 2].map(|id| UserId(Uuid::from_u128(id)));
        directory.replace(&ids.into(), vec![account(1, "bob"), account(2, "alice")]);
        let found = ["alice", "bob"].map(|login| directory.account(&login.parse().unwrap()).unwrap().user.id);
        assert_eq!(found, [ids[1], ids[0]]);
    }
}
