use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::RepositoryName;
use domain::catalog::{Activity, Digest, EventId, Reference, TagName};
use ports::Registry;
use tokio::sync::{Notify, oneshot};

use crate::error::AppError;
use crate::metrics::{EventOutcome, Metrics};
use crate::services::Ports;

/// Takes what the registry notifies us of.
///
/// Notifications that come at the same time are written together: each is durable before it is
/// answered, and making it so costs the same for one as for many.
///
/// A pull is counted, unless it is our own way to look. Everything else is noted as a place to look
/// at: an event can be forged, come late, twice or out of order, and only the registry knows what is
/// true now.
pub struct EventsService {
    ports: Ports,
    registry: Arc<dyn Registry>,
    noted: Arc<Notify>,
    waiting: Mutex<Vec<Waiting>>,
    /// Whose turn it is to write what is waiting.
    turn: tokio::sync::Mutex<()>,
    metrics: Metrics,
}

/// A notification that waits to be written.
struct Waiting {
    events: Arc<[Event]>,
    written: oneshot::Sender<()>,
}

/// Something that happened in the registry, as far as it concerns us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Unique; the same event may come again.
    pub id: EventId,
    /// What happened.
    pub action: EventAction,
    /// Where.
    pub repository: RepositoryName,
    /// To which manifest or blob.
    pub digest: Option<Digest>,
    /// To which tag.
    pub tag: Option<TagName>,
    /// What the client calls itself.
    pub user_agent: String,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventAction {
    /// Something was written.
    Push,
    /// A manifest was read.
    Pull,
    /// Something was deleted.
    Delete,
}

impl EventsService {
    pub(in crate::services) fn new(
        ports: Ports,
        registry: Arc<dyn Registry>,
        noted: Arc<Notify>,
        metrics: Metrics,
    ) -> Self {
        Self { ports, registry, noted, waiting: Mutex::default(), turn: tokio::sync::Mutex::default(), metrics }
    }

    /// Takes the events of one notification: all of them, durably, or none.
    pub async fn receive(&self, events: Vec<Event>) -> Result<(), AppError> {
        if events.is_empty() {
            return Ok(());
        }
        let events: Arc<[Event]> = events.into();
        let (written, mut is_written) = oneshot::channel();
        self.waiting().push(Waiting { events: events.clone(), written });
        let _turn = self.turn.lock().await;
        if is_written.try_recv().is_ok() {
            return Ok(());
        }
        let mut batch = std::mem::take(&mut *self.waiting());
        if !batch.iter().any(|waiting| Arc::ptr_eq(&waiting.events, &events)) {
            // Whoever had taken these along has failed with all of its batch, or was given up.
            batch.push(Waiting { events, written: oneshot::channel().0 });
        }
        self.write(batch.iter().flat_map(|waiting| waiting.events.iter()).collect()).await?;
        for waiting in batch {
            // Nobody waits for it any more if its request was given up.
            let _ = waiting.written.send(());
        }
        self.noted.notify_one();
        Ok(())
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write(&self, events: Vec<&Event>) -> Result<(), AppError> {
        let now = self.ports.clock.now();
        let ids: Vec<_> = events.iter().map(|event| event.id.clone()).collect();
        let mut unit = self.ports.write().await?;
        let catalog = unit.catalog();
        let mut new = catalog.remember_events(&ids, now).await?;
        let (taken, repeated): (Vec<&Event>, Vec<&Event>) = events.into_iter().partition(|event| new.remove(&event.id));
        let (mut pulls, mut pushes, mut places) = (0, 0, Vec::new());
        for event in &taken {
            match (event.action, &event.digest) {
                (EventAction::Pull, Some(digest)) if event.user_agent != self.registry.user_agent() => {
                    pulls += u64::from(catalog.count_pull(&event.repository, digest, now).await?);
                }
                (EventAction::Pull, _) => {}
                (EventAction::Push | EventAction::Delete, _) => {
                    pushes += u64::from(event.action == EventAction::Push && event.tag.is_some());
                    places.extend(event.places().map(|place| (event.repository.clone(), place)));
                }
            }
        }
        for (activity, times) in [(Activity::Pull, pulls), (Activity::Push, pushes)] {
            if times > 0 {
                catalog.count_activity(activity, times, now).await?;
            }
        }
        if !places.is_empty() {
            catalog.note(&places, now).await?;
        }
        unit.commit().await?;
        self.count(&taken, EventOutcome::Taken);
        self.count(&repeated, EventOutcome::Repeated);
        Ok(())
    }

    fn count(&self, events: &[&Event], outcome: EventOutcome) {
        events.iter().for_each(|event| self.metrics.event(event.action.word(), outcome));
    }
}

impl Event {
    fn places(&self) -> impl Iterator<Item = Reference> {
        let digest = self.digest.clone().map(Reference::Digest);
        digest.into_iter().chain(self.tag.clone().map(Reference::Tag))
    }
}

impl EventAction {
    fn word(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Pull => "pull",
            Self::Delete => "delete",
        }
    }
}
