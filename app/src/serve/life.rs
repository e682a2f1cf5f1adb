use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::sleep_until;

/// How long a client may take for the head of a request, and for all that comes before its first:
/// the handshake of TLS say.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long nothing may happen on a connection. It is more than the minute after which most proxies
/// give up a connection themselves, so that none sends a request into one that is being closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(75);

/// What has happened on a connection. Moments are milliseconds since it was accepted.
#[derive(Debug)]
pub(super) struct Life {
    accepted: Instant,
    /// When it was last of use: a request began or ended, or the client took a part of an answer.
    last: AtomicU64,
    /// Since when the client sends a head, or could; [`NOT`] while it need not.
    head: AtomicU64,
    requests: AtomicU32,
    /// Whether what the client sends may belong to no request, as in HTTP/2.
    has_frames: AtomicBool,
    unwanted: Notify,
}

const NOT: u64 = u64::MAX;

/// A request under way on a connection.
pub(super) struct Exchange<'a>(&'a Life);

impl Life {
    /// Of a connection that was accepted at this moment.
    pub(super) fn new(accepted: Instant) -> Self {
        Self {
            accepted,
            last: AtomicU64::new(0),
            head: AtomicU64::new(0),
            requests: AtomicU32::new(0),
            has_frames: AtomicBool::new(false),
            unwanted: Notify::new(),
        }
    }

    fn moment(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.accepted).as_millis()).unwrap_or(NOT)
    }

    fn at(&self, moment: u64) -> Instant {
        self.accepted + Duration::from_millis(moment)
    }

    /// The client has sent something.
    pub(super) fn heard(&self, now: Instant) {
        let is_head = self.requests.load(Relaxed) == 0 && !self.has_frames.load(Relaxed);
        if is_head && self.head.load(Relaxed) == NOT {
            self.head.store(self.moment(now), Relaxed);
        }
    }

    /// The client has taken something.
    pub(super) fn told(&self, now: Instant) {
        self.last.fetch_max(self.moment(now), Relaxed);
    }

    /// A request has begun: its head is complete. On a connection that `has_frames`, no more heads
    /// are told from all else that comes.
    pub(super) fn begin(&self, has_frames: bool, now: Instant) -> Exchange<'_> {
        self.has_frames.store(has_frames, Relaxed);
        self.requests.fetch_add(1, Relaxed);
        self.head.store(NOT, Relaxed);
        self.told(now);
        Exchange(self)
    }

    /// Whether no request is under way, and since when nothing happened.
    pub(super) fn standing(&self) -> (bool, Instant) {
        (self.requests.load(Relaxed) == 0, self.at(self.last.load(Relaxed)))
    }

    /// Ends it: its place is needed.
    pub(super) fn end(&self) {
        self.unwanted.notify_one();
    }

    /// Done when the connection is to be closed.
    pub(super) async fn over(&self) {
        tokio::select! {
            () = self.unwanted.notified() => {}
            () = self.too_slow() => {}
        }
    }

    async fn too_slow(&self) {
        loop {
            let (due, now) = (self.due(), Instant::now());
            if due <= now {
                return;
            }
            // A head may begin meanwhile.
            sleep_until(due.min(now + HEAD_TIMEOUT).into()).await;
        }
    }

    /// When it is to be closed, if nothing happens any more.
    fn due(&self) -> Instant {
        let idle = self.at(self.last.load(Relaxed)) + IDLE_TIMEOUT;
        match self.head.load(Relaxed) {
            NOT => idle,
            head => idle.min(self.at(head) + HEAD_TIMEOUT),
        }
    }
}

impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        self.0.told(Instant::now());
        self.0.requests.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Scene {
        life: Life,
        begin: Instant,
    }

    impl Scene {
        fn new() -> Self {
            let begin = Instant::now();
            Self { life: Life::new(begin), begin }
        }

        fn at(&self, seconds: u64) -> Instant {
            self.begin + Duration::from_secs(seconds)
        }

        fn due(&self) -> u64 {
            (self.life.due() - self.begin).as_secs()
        }
    }

    #[test]
    fn a_byte_does_not_buy_more_time_for_a_head() {
        let scene = Scene::new();
        assert_eq!(scene.due(), 10);
        scene.life.heard(scene.at(9));
        assert_eq!(scene.due(), 10);
        drop(scene.life.begin(false, scene.at(9)));
        scene.life.heard(scene.at(20));
        scene.life.heard(scene.at(25));
        assert_eq!(scene.due(), 30);
    }

    #[test]
    fn between_requests_there_is_more_time() {
        let scene = Scene::new();
        drop(scene.life.begin(false, scene.at(5)));
        assert_eq!(scene.due(), 80);
    }

    #[test]
    fn what_is_no_part_of_a_request_is_no_head_that_takes_long() {
        let scene = Scene::new();
        drop(scene.life.begin(true, scene.at(0)));
        scene.life.heard(scene.at(1));
        assert_eq!(scene.due(), 75);
    }

    #[test]
    fn who_takes_an_answer_slowly_is_waited_for_while_it_takes_it() {
        let scene = Scene::new();
        let _exchange = scene.life.begin(false, scene.at(0));
        scene.life.told(scene.at(70));
        scene.life.heard(scene.at(70));
        assert_eq!(scene.due(), 145, "what comes during a request is no head");
    }

    #[tokio::test]
    async fn an_end_is_not_missed_by_who_waits_later() {
        let scene = Scene::new();
        scene.life.end();
        scene.life.over().await;
    }
}
