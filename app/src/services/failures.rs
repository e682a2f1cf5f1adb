use std::net::IpAddr;
use std::time::{Duration, Instant};

use domain::UserName;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use crate::network::network;

/// Slows down whoever guesses passwords, without locking out anybody else.
///
/// Each address may send some wrong passwords. From then on it has to wait before each more, twice as
/// long each time up to [`LONGEST_WAIT`]; one failure is forgotten per [`FORGIVEN_EVERY`]. So are
/// all addresses together that try the same account, at [`ADDRESSES`] times as many; but an address
/// from which the account's password was given before is not held up by the failures of others.
pub(super) struct Failures {
    /// How many are taken before anybody has to wait; none if there is no limit.
    most: Option<u32>,
    by_address: Cache<IpAddr, Failed>,
    by_account: Cache<UserName, Failed>,
    /// From where the passwords of which accounts were given.
    at_home: Cache<(UserName, IpAddr), ()>,
}

#[derive(Debug, Clone, Copy)]
struct Failed {
    count: u32,
    last: Instant,
}

const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// With the longest wait as long as this, whoever goes on is held to one attempt per minute.
const FORGIVEN_EVERY: Duration = LONGEST_WAIT;
/// People have several devices, and networks change.
const ADDRESSES: u32 = 10;
const AT_HOME_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Some ten megabytes.
const MOST_KNOWN: u64 = 100_000;

impl Failures {
    /// `most` wrong passwords are taken from an address; 0 stands for any number.
    pub(super) fn new(most: u32) -> Self {
        Self { most: (most > 0).then_some(most), by_address: cache(), by_account: cache(), at_home: at_home() }
    }

    /// How long `address` has to wait before it may try this account; `now` is when it asks.
    pub(super) fn wait(&self, address: IpAddr, login: Option<&UserName>, now: Instant) -> Option<Duration> {
        let most = self.most?;
        let address = network(address);
        let of_address = self.by_address.get(&address).and_then(|failed| failed.wait(most, now));
        of_address.or_else(|| {
            let login = login.filter(|login| !self.at_home.contains_key(&((*login).clone(), address)))?;
            self.by_account.get(login)?.wait(most.saturating_mul(ADDRESSES), now)
        })
    }

    /// A password was wrong.
    pub(super) fn note(&self, address: IpAddr, login: Option<&UserName>, now: Instant) {
        if self.most.is_none() {
            return;
        }
        count(&self.by_address, network(address), now);
        if let Some(login) = login {
            count(&self.by_account, login.clone(), now);
        }
    }

    /// A password was right. What failed before stays: else an attacker with an account of their own
    /// could begin anew whenever they liked.
    pub(super) fn note_right(&self, address: IpAddr, login: &UserName) {
        if self.most.is_some() {
            self.at_home.insert((login.clone(), network(address)), ());
        }
    }
}

impl Failed {
    /// How many are not forgotten yet.
    fn remembered(&self, now: Instant) -> u32 {
        let forgiven = now.saturating_duration_since(self.last).as_secs() / FORGIVEN_EVERY.as_secs();
        self.count.saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX))
    }

    fn wait(&self, most: u32, now: Instant) -> Option<Duration> {
        let beyond = self.remembered(now).checked_sub(most)?;
        let wait = Duration::from_secs(1_u64.checked_shl(beyond).unwrap_or(u64::MAX)).min(LONGEST_WAIT);
        (self.last + wait).checked_duration_since(now).filter(|left| !left.is_zero())
    }
}

fn count<K>(failures: &Cache<K, Failed>, key: K, now: Instant)
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
{
    failures.entry(key).and_upsert_with(|known| {
        let before = known.map_or(0, |known| known.into_value().remembered(now));
        Failed { count: before.saturating_add(1), last: now }
    });
}

/// The least recently used goes first: any other policy could let an attacker's own noise keep
/// their failures from being noted.
fn cache<K>() -> Cache<K, Failed>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
{
    let day = Duration::from_secs(24 * 60 * 60);
    Cache::builder().max_capacity(MOST_KNOWN).eviction_policy(EvictionPolicy::lru()).time_to_idle(day).build()
}

fn at_home() -> Cache<(UserName, IpAddr), ()> {
    Cache::builder().max_capacity(MOST_KNOWN).time_to_idle(AT_HOME_FOR).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: u32 = 3;

    struct Scene {
        failures: Failures,
        begin: Instant,
    }

    impl Scene {
        fn new() -> Self {
            Self { failures: Failures::new(MOST), begin: Instant::now() }
        }

        fn at(&self, seconds: u64) -> Instant {
            self.begin + Duration::from_secs(seconds)
        }

        fn fail(&self, address: &str, login: &str, times: u32, at: u64) {
            for _ in 0..times {
                self.failures.note(address.parse().unwrap(), Some(&login.parse().unwrap()), self.at(at));
            }
        }

        fn wait(&self, address: &str, login: &str, at: u64) -> u64 {
            let wait = self.failures.wait(address.parse().unwrap(), Some(&login.parse().unwrap()), self.at(at));
            wait.unwrap_or_default().as_secs()
        }
    }

    #[test]
    fn each_failure_beyond_the_limit_doubles_the_wait_up_to_a_minute() {
        let scene = Scene::new();
        scene.fail("192.0.2.1", "alice", MOST - 1, 0);
        assert_eq!(scene.wait("192.0.2.1", "alice", 0), 0);
        for expected in [1, 2, 4, 8, 16, 32, 60, 60] {
            scene.fail("192.0.2.1", "alice", 1, 0);
            assert_eq!(scene.wait("192.0.2.1", "bob", 0), expected, "another account of the same address");
        }
        assert_eq!(scene.wait("192.0.2.1", "alice", 59), 1);
        assert_eq!(scene.wait("192.0.2.2", "alice", 0), 0, "nobody else");
    }

    #[test]
    fn a_failure_is_forgotten_each_minute() {
        let scene = Scene::new();
        scene.fail("192.0.2.1", "alice", MOST + 2, 0);
        scene.fail("192.0.2.1", "alice", 1, 3 * 60);
        assert_eq!(scene.wait("192.0.2.1", "alice", 3 * 60), 1);
        assert_eq!(scene.wait("192.0.2.1", "alice", 3 * 60 + 1), 0);
    }

    #[test]
    fn an_account_is_guarded_against_many_addresses_but_stays_open_where_it_is_at_home() {
        let scene = Scene::new();
        scene.failures.note_right("198.51.100.1".parse().unwrap(), &"alice".parse().unwrap());
        for number in 0..MOST * ADDRESSES {
            scene.fail(&format!("192.0.2.{number}"), "alice", 1, 0);
        }
        assert_eq!(scene.wait("203.0.113.1", "alice", 0), 1);
        assert_eq!(scene.wait("203.0.113.1", "bob", 0), 0);
        assert_eq!(scene.wait("198.51.100.1", "alice", 0), 0);
    }

    #[test]
    fn a_right_password_does_not_wipe_out_the_wrong_ones() {
        let scene = Scene::new();
        scene.fail("192.0.2.1", "alice", MOST, 0);
        scene.failures.note_right("192.0.2.1".parse().unwrap(), &"mallory".parse().unwrap());
        assert_eq!(scene.wait("192.0.2.1", "alice", 0), 1);
    }

    #[test]
    fn the_addresses_of_one_network_of_ipv6_count_as_one() {
        let scene = Scene::new();
        scene.fail("2001:db8::1", "alice", MOST, 0);
        assert_eq!(scene.wait("2001:db8::2", "alice", 0), 1);
        assert_eq!(scene.wait("2001:db8:0:1::1", "alice", 0), 0);
    }

    #[test]
    fn there_may_be_no_limit() {
        let failures = Failures::new(0);
        let (address, now) = ("192.0.2.1".parse().unwrap(), Instant::now());
        for _ in 0..1000 {
            failures.note(address, None, now);
        }
        assert_eq!(failures.wait(address, None, now), None);
    }
}
