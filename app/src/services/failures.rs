use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::{Failed, UserName};
use moka::sync::Cache;
use ports::{Clock, Intent, Store, UnitOfWork};
use time::OffsetDateTime;

use crate::error::AppError;
use crate::network::network;

/// Slows down whoever guesses passwords, without locking out anybody else.
///
/// Each address may send some wrong passwords, and then has to wait before each more; [`Failed`] tells
/// how long. So have all addresses together that try the same account, after [`ADDRESSES`] times as
/// many; but an address from which the account's password was given before is not held up by the
/// failures of others.
///
/// Failures are counted in the store, so that more processes are no more guesses; without the store
/// nobody is let in who has to be counted.
pub(super) struct Failures {
    /// How many are taken before anybody has to wait; none if there is no limit.
    most: Option<u32>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// From where the passwords of which accounts were given, to this process.
    at_home: Cache<(UserName, IpAddr), ()>,
}

/// People have several devices, and networks change.
const ADDRESSES: u32 = 10;
const AT_HOME_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Some ten megabytes.
const MOST_KNOWN: u64 = 100_000;

impl Failures {
    /// `most` wrong passwords are taken from an address; 0 stands for any number.
    pub(super) fn new(most: u32, store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        let at_home = Cache::builder().max_capacity(MOST_KNOWN).time_to_idle(AT_HOME_FOR).build();
        Self { most: (most > 0).then_some(most), store, clock, at_home }
    }

    /// Fails if `address` has to wait before it may try this account.
    pub(super) async fn admit(&self, address: IpAddr, login: Option<&UserName>) -> Result<(), AppError> {
        let Some(most) = self.most else { return Ok(()) };
        let address = network(address);
        let now = self.clock.now();
        let mut unit = self.store.begin(Intent::Read).await?;
        let of_address = unit.failures().find(&of_address(address)).await?;
        let mut wait = of_address.and_then(|failed| failed.wait(most, now));
        if let Some(login) = login.filter(|login| !self.at_home.contains_key(&((*login).clone(), address))) {
            let of_account = unit.failures().find(&of_account(login)).await?;
            wait = wait.or_else(|| of_account?.wait(most.saturating_mul(ADDRESSES), now));
        }
        match wait {
            Some(wait) => Err(AppError::TooManyFailures(wait.unsigned_abs())),
            None => Ok(()),
        }
    }

    /// A password was wrong.
    pub(super) async fn note(&self, address: IpAddr, login: Option<&UserName>) -> Result<(), AppError> {
        if self.most.is_none() {
            return Ok(());
        }
        let now = self.clock.now();
        let mut unit = self.store.begin(Intent::Write).await?;
        count(unit.as_mut(), &of_address(network(address)), now).await?;
        if let Some(login) = login {
            count(unit.as_mut(), &of_account(login), now).await?;
        }
        unit.failures().forget(now).await?;
        Ok(unit.commit().await?)
    }

    /// A password was right. What failed before stays: else an attacker with an account of their own
    /// could begin anew whenever they liked.
    pub(super) fn note_right(&self, address: IpAddr, login: &UserName) {
        if self.most.is_some() {
            self.at_home.insert((login.clone(), network(address)), ());
        }
    }
}

fn of_address(network: IpAddr) -> String {
    format!("address:{network}")
}

fn of_account(login: &UserName) -> String {
    format!("account:{}", login.as_str())
}

async fn count(unit: &mut dyn UnitOfWork, subject: &str, now: OffsetDateTime) -> Result<(), AppError> {
    let failed = Failed::another(unit.failures().find(subject).await?, now);
    Ok(unit.failures().put(subject, failed, failed.forgotten_at()).await?)
}
