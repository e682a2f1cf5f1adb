use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::audit::Event;
use tokio::sync::{Notify, mpsc};

/// Takes events that are told a little later than they happen, so that no request waits for it: token
/// decisions and whoever did not prove who they are.
#[derive(Clone)]
pub(in crate::services) struct Journal {
    events: mpsc::Sender<Event>,
    shared: Arc<Shared>,
}

/// Where the events of a [`Journal`] come out.
pub(super) struct Inbox {
    events: mpsc::Receiver<Event>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// How many events found no room.
    dropped: AtomicU64,
    /// There is much to write.
    hurry: Notify,
}

/// How many events may wait: some megabytes.
const CAPACITY: usize = 16_384;

impl Journal {
    pub(super) fn new() -> (Self, Inbox) {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        let shared = Arc::new(Shared::default());
        (Self { events: sender, shared: shared.clone() }, Inbox { events: receiver, shared })
    }

    /// One that nobody reads.
    pub(in crate::services) fn discarding() -> Self {
        Self::new().0
    }

    /// Tells an event, without waiting. Where there is no room it is only counted.
    pub(in crate::services) fn tell(&self, event: Event) {
        if self.events.try_send(event).is_err() {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
        if self.events.capacity() == CAPACITY / 2 {
            self.shared.hurry.notify_one();
        }
    }
}

impl Inbox {
    /// Everything that waits.
    pub(super) fn take_all(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.events.try_recv().ok()).take(CAPACITY).collect()
    }

    /// How many events found no room since this was asked the last time.
    pub(super) fn take_dropped(&self) -> u64 {
        self.shared.dropped.swap(0, Ordering::Relaxed)
    }

    /// Done when there is much to write.
    pub(super) async fn hurry(&self) {
        self.shared.hurry.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use domain::audit::Deed;
    use time::OffsetDateTime;

    use super::super::Origin;
    use super::*;

    #[tokio::test]
    async fn what_finds_no_room_is_counted() {
        let (journal, mut inbox) = Journal::new();
        let event = Origin::system().event(OffsetDateTime::UNIX_EPOCH, Deed::TokenGrant, None);
        for _ in 0..CAPACITY + 3 {
            journal.tell(event.clone());
        }
        inbox.hurry().await;
        assert_eq!(inbox.take_all().len(), CAPACITY);
        assert_eq!(inbox.take_dropped(), 3);
        assert_eq!(inbox.take_dropped(), 0);
    }
}
