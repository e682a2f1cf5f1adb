use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::audit::{Deed, Event, Target, TargetKind};
use ports::{AuditWriter, Clock, Intent, Store, UnitOfWork};
use time::OffsetDateTime;

use super::Origin;
use super::journal::Inbox;
use super::repeats::Repeats;
use crate::error::AppError;

/// Writes down what a [`Journal`](super::Journal) takes, in batches.
///
/// As long as it works, the store knows of it; who finds out that it ended without a word tells so.
pub struct Scribe {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    inbox: Inbox,
    repeats: Repeats,
    /// What could not be written yet.
    pending: Vec<Event>,
    id: String,
    period_began: Instant,
}

/// How long an event may wait to be written: so much of them a crash can cost.
const PAUSE: Duration = Duration::from_secs(1);
/// How long refusals that repeat are one entry; and how often the store is told that the scribe works.
const PERIOD: Duration = Duration::from_secs(60);
/// A scribe that was not seen for so long has ended.
const GIVEN_UP_AFTER: time::Duration = time::Duration::minutes(3);
/// How many entries are written in one unit, for others to have their turn.
const BATCH: usize = 1000;
/// How many entries may wait for a store that does not answer.
const PATIENCE: usize = 16_384;

impl Scribe {
    pub(super) fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, inbox: Inbox, id: String) -> Self {
        let (repeats, pending) = (Repeats::default(), Vec::new());
        Self { store, clock, inbox, repeats, pending, id, period_began: Instant::now() }
    }

    /// Works until `stop` is done, and then writes down what is left. `is_alone` tells that nobody else
    /// works with the store, so that whoever did so before has ended.
    pub async fn run(mut self, is_alone: bool, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        self.report(self.begin(is_alone).await);
        loop {
            let is_last = tokio::select! {
                () = &mut stop => true,
                () = self.inbox.hurry() => false,
                () = tokio::time::sleep(PAUSE) => false,
            };
            let written = self.write(is_last).await;
            self.report(written);
            if is_last {
                return self.report(self.end().await);
            }
        }
    }

    fn report(&self, outcome: Result<(), AppError>) {
        if let Err(error) = outcome {
            tracing::error!(%error, waiting = self.pending.len(), "cannot write the audit log");
        }
    }

    /// Tells the store that this scribe works, and the log of those that ended without a word.
    async fn begin(&self, is_alone: bool) -> Result<(), AppError> {
        let now = self.clock.now();
        let mut unit = self.store.begin(Intent::Write).await?;
        self.tell_of_the_lost(unit.as_mut(), now, is_alone).await?;
        self.sign(unit.as_mut(), now).await?;
        Ok(unit.commit().await?)
    }

    async fn end(&self) -> Result<(), AppError> {
        let mut unit = self.store.begin(Intent::Write).await?;
        unit.audit().remove_writer(&self.id).await?;
        Ok(unit.commit().await?)
    }

    async fn write(&mut self, is_last: bool) -> Result<(), AppError> {
        let is_over = is_last || self.period_began.elapsed() >= PERIOD;
        self.collect(is_over);
        while !self.pending.is_empty() {
            let batch = self.pending.get(..BATCH).unwrap_or(&self.pending).to_vec();
            let written = batch.len();
            let mut unit = self.store.begin(Intent::Write).await?;
            unit.audit().append(batch).await?;
            self.sign(unit.as_mut(), self.clock.now()).await?;
            unit.commit().await?;
            self.pending.drain(..written);
        }
        if is_over {
            self.period_began = Instant::now();
            self.begin(false).await?;
        }
        Ok(())
    }

    /// Takes in what has come. While the store does not answer it is left where it is, and what finds no
    /// room there is counted.
    fn collect(&mut self, is_over: bool) {
        if self.pending.len() < PATIENCE {
            self.pending.extend(self.inbox.take_all().into_iter().filter_map(|event| self.repeats.sift(event)));
        }
        let now = self.clock.now();
        if is_over {
            self.pending.extend(self.repeats.settle(now));
        }
        let dropped = self.inbox.take_dropped();
        if dropped > 0 {
            let reason = "more at once than could be kept up with".to_owned();
            let event = Origin::system().event(now, Deed::AuditDrop, None);
            self.pending.push(Event { reason, count: dropped, ..event });
        }
    }

    async fn sign(&self, unit: &mut dyn UnitOfWork, now: OffsetDateTime) -> Result<(), AppError> {
        Ok(unit.audit().keep_writer(&AuditWriter { id: self.id.clone(), seen_at: now }).await?)
    }

    async fn tell_of_the_lost(
        &self,
        unit: &mut dyn UnitOfWork,
        now: OffsetDateTime,
        is_alone: bool,
    ) -> Result<(), AppError> {
        let others = unit.audit().writers().await?.into_iter().filter(|writer| writer.id != self.id);
        for lost in others.filter(|other| is_alone || other.seen_at < now - GIVEN_UP_AFTER) {
            unit.audit().remove_writer(&lost.id).await?;
            let target = Target { kind: TargetKind::AuditLog, id: None, name: String::new() };
            let reason = format!(
                "a server that was last sure at {} to have told everything did not stop in order: token decisions and \
                 refusals of its last second may be missing, and how often refusals of its last minute were repeated",
                lost.seen_at
            );
            let event = Origin::system().event(now, Deed::AuditGap, Some(target));
            unit.audit().append(vec![Event { reason, ..event }]).await?;
        }
        Ok(())
    }
}
