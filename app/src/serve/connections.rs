use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::TrustedProxies;
use super::life::Life;
use crate::network::network;

/// How many connections there may be.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// Altogether.
    pub all: usize,
    /// From one address, unless it is a trusted proxy's.
    pub per_address: usize,
}

/// The connections that are open, and no more of them than there may be.
///
/// Where there are too many, those go that stand idle longest, so that whoever opens connections to
/// hold them keeps nobody else out. One that is busy goes only if nothing has happened on it for
/// [`STUCK`]; if there is none such either, the new one is refused.
#[derive(Clone)]
pub(super) struct Connections(Arc<Place>);

struct Place {
    limits: ConnectionLimits,
    proxies: TrustedProxies,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    next: u64,
    all: HashMap<u64, Connection>,
    /// How many there are from each address that is counted.
    by_address: HashMap<IpAddr, usize>,
}

struct Connection {
    /// None if it is not counted.
    from: Option<IpAddr>,
    life: Arc<Life>,
}

/// A connection that has its place, until it is dropped.
pub(super) struct Admitted {
    id: u64,
    connections: Connections,
    pub(super) life: Arc<Life>,
}

/// A request that is answered at all makes some progress in this time.
const STUCK: Duration = Duration::from_secs(1);

/// Looking for whom to close takes a look at each, so a part is closed at a time: one of so many.
const PART: usize = 64;

impl Connections {
    pub(super) fn new(limits: ConnectionLimits, proxies: TrustedProxies) -> Self {
        Self(Arc::new(Place { limits, proxies, open: Mutex::default() }))
    }

    /// Finds a place for a connection from `peer`, if need be that of another.
    pub(super) fn admit(&self, peer: IpAddr, now: Instant) -> Option<Admitted> {
        let peer = peer.to_canonical();
        let from = (!self.0.proxies.contain(peer)).then(|| network(peer));
        let life = Arc::new(Life::new(now));
        let mut open = self.open();
        let limits = self.0.limits;
        let has_room = from.is_none_or(|from| open.make_room(limits.per_address, Some(from), now))
            && open.make_room(limits.all, None, now);
        if !has_room {
            return None;
        }
        let id = open.insert(Connection { from, life: life.clone() });
        Some(Admitted { id, connections: self.clone(), life })
    }

    /// How many are busy, and how many are not.
    pub(super) fn count(&self) -> (usize, usize) {
        let open = self.open();
        let idle = open.all.values().filter(|connection| connection.life.standing().0).count();
        (open.all.len() - idle, idle)
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Whether there are less than `most`, of those from an address or of all, when some are closed.
    fn make_room(&mut self, most: usize, from: Option<IpAddr>, now: Instant) -> bool {
        let count = match from {
            Some(from) => self.by_address.get(&from).copied().unwrap_or_default(),
            None => self.all.len(),
        };
        if count < most {
            return true;
        }
        let longest = self.longest_idle(from, most / PART + 1, now);
        for id in &longest {
            if let Some(connection) = self.remove(*id) {
                connection.life.end();
            }
        }
        !longest.is_empty()
    }

    /// Those on which nothing has happened longest, the idle ones first.
    fn longest_idle(&self, from: Option<IpAddr>, count: usize, now: Instant) -> Vec<u64> {
        let concerned = self.all.iter().filter(|(_, connection)| from.is_none() || connection.from == from);
        let mut standing: Vec<_> = concerned
            .map(|(id, connection)| {
                let (is_idle, since) = connection.life.standing();
                (!is_idle, since, *id)
            })
            .filter(|(is_busy, since, _)| !is_busy || now.saturating_duration_since(*since) >= STUCK)
            .collect();
        if count < standing.len() {
            standing.select_nth_unstable(count);
            standing.truncate(count);
        }
        standing.into_iter().map(|(.., id)| id).collect()
    }

    fn insert(&mut self, connection: Connection) -> u64 {
        if let Some(from) = connection.from {
            *self.by_address.entry(from).or_default() += 1;
        }
        self.next += 1;
        self.all.insert(self.next, connection);
        self.next
    }

    fn remove(&mut self, id: u64) -> Option<Connection> {
        let connection = self.all.remove(&id)?;
        if let Some(from) = connection.from
            && let Some(count) = self.by_address.get_mut(&from)
        {
            *count -= 1;
            if *count == 0 {
                self.by_address.remove(&from);
            }
        }
        Some(connection)
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.connections.open().remove(self.id);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    struct Scene {
        connections: Connections,
        begin: Instant,
    }

    impl Scene {
        fn new(all: usize, per_address: usize) -> Self {
            let proxies = ["10.0.0.0/8".parse().unwrap()].into_iter().collect();
            let connections = Connections::new(ConnectionLimits { all, per_address }, proxies);
            Self { connections, begin: Instant::now() }
        }

        fn at(&self, seconds: u64) -> Instant {
            self.begin + Duration::from_secs(seconds)
        }

        fn admit(&self, peer: &str, at: u64) -> Option<Admitted> {
            self.connections.admit(peer.parse().unwrap(), self.at(at))
        }
    }

    async fn is_over(admitted: &Admitted) -> bool {
        timeout(Duration::ZERO, admitted.life.over()).await.is_ok()
    }

    #[tokio::test]
    async fn whoever_is_idle_longest_makes_room() {
        let scene = Scene::new(2, 2);
        let first = scene.admit("192.0.2.1", 0).unwrap();
        let second = scene.admit("192.0.2.2", 1).unwrap();
        drop(first.life.begin(false, scene.at(2)));
        let _third = scene.admit("192.0.2.3", 3).unwrap();
        assert!(is_over(&second).await && !is_over(&first).await);
    }

    #[tokio::test]
    async fn an_address_that_holds_many_makes_room_by_its_own() {
        let scene = Scene::new(100, 2);
        let stranger = scene.admit("192.0.2.1", 0).unwrap();
        let first = scene.admit("2001:db8::1", 1).unwrap();
        let second = scene.admit("2001:db8::2", 2).unwrap();
        let _third = scene.admit("2001:db8::3", 3).unwrap();
        assert!(is_over(&first).await, "a /64 counts as one");
        assert!(!is_over(&second).await && !is_over(&stranger).await);
    }

    #[tokio::test]
    async fn a_trusted_proxy_may_hold_as_many_as_there_may_be() {
        let scene = Scene::new(3, 1);
        let held = [(); 3].map(|()| scene.admit("10.0.0.1", 0).unwrap());
        for admitted in &held {
            assert!(!is_over(admitted).await);
        }
    }

    #[test]
    fn the_busy_and_the_idle_are_counted() {
        let scene = Scene::new(9, 9);
        let admitted = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(|peer| scene.admit(peer, 0).unwrap());
        let exchange = admitted[0].life.begin(false, scene.at(1));
        assert_eq!(scene.connections.count(), (1, 2));
        drop(exchange);
        assert_eq!(scene.connections.count(), (0, 3));
        drop(admitted);
        assert_eq!(scene.connections.count(), (0, 0));
    }

    #[tokio::test]
    async fn who_is_busy_is_spared_unless_nothing_goes_on() {
        let scene = Scene::new(1, 1);
        let busy = scene.admit("192.0.2.1", 0).unwrap();
        let _exchange = busy.life.begin(false, scene.at(5));
        assert!(scene.admit("192.0.2.2", 5).is_none());
        assert!(!is_over(&busy).await);
        assert!(scene.admit("192.0.2.2", 6).is_some());
        assert!(is_over(&busy).await);
    }

    #[test]
    fn a_place_is_free_again_when_a_connection_ends() {
        let scene = Scene::new(1, 1);
        for _ in 0..3 {
            let admitted = scene.admit("192.0.2.1", 0).unwrap();
            let _exchange = admitted.life.begin(false, scene.at(0));
        }
        assert!(scene.connections.open().by_address.is_empty());
    }
}
