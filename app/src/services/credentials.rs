use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::audit::{Actor, Deed, Event, Outcome};
use domain::{User, UserName};
use ports::{PasswordHash, PasswordVerdict, UnitOfWork};

use super::audit::Journal;
use super::failures::Failures;
use super::verified::{Verified, VerifiedPasswords};
use super::{Account, AccountPorts, Directories, Origin};
use crate::error::AppError;
use crate::metrics::{Metrics, PasswordOutcome};

/// An account whose password was proven.
#[derive(Debug)]
pub struct Proven {
    /// As it was then.
    account: Arc<Account>,
    /// What has taken the place of the hash that the password was proven by.
    renewed: Option<PasswordHash>,
}

impl Proven {
    /// The account, as it was then.
    pub fn user(&self) -> &User {
        &self.account.user
    }

    fn hash(&self) -> &PasswordHash {
        self.renewed.as_ref().unwrap_or(&self.account.password)
    }

    /// Checks that the account and its password are still those that were proven. Whatever outlives
    /// the request is given out in the unit that checks it: the password may have been changed, or
    /// the account disabled, while it was being verified.
    pub(super) async fn still_holds(&self, unit: &mut dyn UnitOfWork) -> Result<(), AppError> {
        let user = unit.users().find(self.user().id).await?.ok_or(AppError::BadCredentials)?;
        if unit.users().password(user.id).await?.as_ref() != Some(self.hash()) {
            return Err(AppError::BadCredentials);
        }
        if user.disabled { Err(AppError::AccountDisabled) } else { Ok(()) }
    }
}

/// Tells who somebody is by what only they can know.
#[derive(Clone)]
pub struct Credentials {
    ports: AccountPorts,
    directories: Directories,
    passwords: Arc<VerifiedPasswords>,
    failures: Arc<Failures>,
    metrics: Metrics,
    journal: Journal,
}

/// How much trust passwords get.
#[derive(Debug, Clone, Copy)]
pub struct CredentialSettings {
    /// For how long a right password is remembered, so that it need not be hashed again.
    pub remember_for: Duration,
    /// For how long users, rules and right passwords that are known are good while the store does not
    /// answer; nothing for a few seconds only.
    pub offline_grace: Duration,
    /// How many wrong passwords are taken from an address before more have to wait; 0 for any number.
    pub max_failures: u32,
}

impl Credentials {
    pub(super) fn new(
        ports: AccountPorts,
        directories: Directories,
        settings: CredentialSettings,
        journal: Journal,
        metrics: Metrics,
    ) -> Result<Self, AppError> {
        // Whoever is known when the store goes away stays known as long as there is grace.
        let remember_for = match settings.remember_for {
            Duration::ZERO => Duration::ZERO,
            remember_for => remember_for.saturating_add(settings.offline_grace),
        };
        let passwords = VerifiedPasswords::new(ports.hasher.clone(), ports.entropy.as_ref(), remember_for)?;
        let failures = Failures::new(settings.max_failures, ports.store.clone(), ports.clock.clone());
        let failures = Arc::new(failures);
        Ok(Self { ports, directories, passwords: Arc::new(passwords), failures, journal, metrics })
    }

    /// The account with this login and password; it may still have to change its password.
    ///
    /// A login that nobody has costs the same work as a wrong password. Only who knows the
    /// password learns that the account is disabled. `from` is the address it comes from; one that
    /// was wrong too often has to wait, but for passwords that are remembered.
    pub async fn by_password(&self, login: &str, password: &str, from: IpAddr) -> Result<User, AppError> {
        Ok(self.prove(login, password, from).await?.user().clone())
    }

    /// As [`Credentials::by_password`], for who is to be given something that outlives the request.
    pub async fn prove(&self, login: &str, password: &str, from: IpAddr) -> Result<Proven, AppError> {
        let proven = self.check(login, password, from).await;
        if let Err(error) = &proven {
            self.tell_of_refusal(login, from, error);
        }
        proven
    }

    /// Tells the audit log who is not let in, and why; what is nobody's login is not repeated there.
    pub(super) fn tell_of_refusal(&self, login: &str, from: IpAddr, error: &AppError) {
        let reason = match error {
            AppError::BadCredentials | AppError::AccountDisabled | AppError::PasswordChangeRequired => {
                error.to_string()
            }
            AppError::TooManyFailures(_) => "too many wrong passwords before".to_owned(),
            _ => return,
        };
        let claimed = login.parse::<UserName>().map(|login| Actor::Claimed(login.to_string()));
        let actor = claimed.unwrap_or(Actor::Anonymous);
        let origin = Origin { actor, address: Some(from), request_id: String::new() };
        let event = origin.event(self.ports.clock.now(), Deed::SignInRefuse, None);
        self.journal.tell(Event { outcome: Outcome::Refused, reason, ..event });
    }

    async fn check(&self, login: &str, password: &str, from: IpAddr) -> Result<Proven, AppError> {
        let directory = self.directories.current().await?;
        let login = login.parse::<UserName>().ok();
        let found = login.as_ref().and_then(|login| directory.account(login));
        let admit = self.failures.admit(from, login.as_ref());
        let verified = self.passwords.verify(password, found.map(|account| &account.password), admit).await;
        self.metrics.password(outcome_of(&verified));
        let Verified { verdict, is_remembered } = verified?;
        let account = match (found, verdict) {
            (None, _) | (_, PasswordVerdict::Wrong) => {
                self.failures.note(from, login.as_ref()).await?;
                return Err(AppError::BadCredentials);
            }
            (Some(account), _) => account.clone(),
        };
        let (user, hash) = (&account.user, &account.password);
        if !is_remembered {
            self.failures.note_right(from, &user.login);
        }
        if user.disabled {
            return Err(AppError::AccountDisabled);
        }
        if verdict == PasswordVerdict::RightButOutdated {
            let renewed = self.renew_hash(user, hash, password).await?;
            return Ok(Proven { account, renewed });
        }
        if account.registry_password.is_none()
            && let Err(error) = self.tell_registry(user, hash, password).await
        {
            tracing::warn!(%error, login = user.login.as_str(), "cannot keep the password for the registry");
        }
        Ok(Proven { account, renewed: None })
    }

    /// Puts a hash by today's algorithm in the place of `outdated`, unless the password was
    /// changed meanwhile.
    async fn renew_hash(
        &self,
        user: &User,
        outdated: &PasswordHash,
        password: &str,
    ) -> Result<Option<PasswordHash>, AppError> {
        let renewed = self.ports.passwords.hash(password).await?;
        let mut unit = self.ports.write().await?;
        if unit.users().password(user.id).await?.as_ref() != Some(outdated) {
            return Ok(None);
        }
        renewed.replace(unit.as_mut(), user.id).await?;
        self.directories.commit(unit).await?;
        Ok(Some(renewed.into_own()))
    }

    /// Keeps for the registry the password that `hash` is of, unless it was changed meanwhile. It
    /// was chosen when the registry did not check passwords itself.
    async fn tell_registry(&self, user: &User, hash: &PasswordHash, password: &str) -> Result<(), AppError> {
        let Some(for_registry) = self.ports.passwords.hash_for_registry(password).await? else { return Ok(()) };
        let mut unit = self.ports.write().await?;
        if unit.users().password(user.id).await?.as_ref() != Some(hash) {
            return Ok(());
        }
        unit.users().set_registry_password(user.id, &for_registry).await?;
        self.directories.commit(unit).await
    }
}

fn outcome_of(verified: &Result<Verified, AppError>) -> PasswordOutcome {
    match verified {
        Ok(Verified { is_remembered: true, .. }) => PasswordOutcome::Remembered,
        Ok(Verified { verdict: PasswordVerdict::Wrong, .. }) => PasswordOutcome::Wrong,
        Ok(_) => PasswordOutcome::Right,
        Err(AppError::TooManyFailures(_)) => PasswordOutcome::Throttled,
        Err(AppError::Busy) => PasswordOutcome::Busy,
        Err(_) => PasswordOutcome::Failed,
    }
}
