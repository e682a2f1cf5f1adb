use std::sync::Arc;
use std::time::Duration;

use domain::audit::{Break, ChainPoint, Deed, Entry, Intact, Target, TargetKind, Verifier};
use ports::{AuditFilter, AuditRow, Clock, Direction, Intent, Store, Window};

use super::Origin;
use crate::error::AppError;

/// The audit log for whoever may read it all: a command, or a service that has checked its caller.
#[derive(Clone)]
pub struct AuditLog {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
}

/// A part of the audit log.
#[derive(Debug)]
pub struct AuditPage {
    /// Its entries.
    pub entries: Vec<Entry>,
    /// Whether there are more after them.
    pub has_more: bool,
}

/// How many entries are read at once where all are.
const BATCH: u64 = 1000;
/// How many old entries go in one unit.
const TRIMMED_AT_ONCE: u64 = 10_000;

impl AuditLog {
    /// The log in this store.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// A part of the entries that the filter lets through. What others have made unreadable is left out,
    /// and told to the operator.
    pub async fn page(
        &self,
        filter: &AuditFilter,
        direction: Direction,
        window: Window,
    ) -> Result<AuditPage, AppError> {
        let one_more = Window { limit: window.limit.saturating_add(1), ..window };
        let mut rows = self.store.begin(Intent::Read).await?.audit().list(filter, direction, one_more).await?;
        let most = usize::try_from(window.limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > most;
        rows.truncate(most);
        Ok(AuditPage { entries: rows.into_iter().filter_map(readable).collect(), has_more })
    }

    /// Some entries that the filter lets through, in their order, and a filter for those that come next;
    /// none when there are no more.
    pub async fn batch(&self, filter: &AuditFilter) -> Result<Option<(Vec<Entry>, AuditFilter)>, AppError> {
        let window = Window { offset: 0, limit: BATCH };
        let rows = self.store.begin(Intent::Read).await?.audit().list(filter, Direction::Ascending, window).await?;
        let Some(last) = rows.last().map(sequence) else { return Ok(None) };
        let next = AuditFilter { after: Some(last), ..filter.clone() };
        Ok(Some((rows.into_iter().filter_map(readable).collect(), next)))
    }

    /// Where the chain ends now.
    pub async fn head(&self) -> Result<ChainPoint, AppError> {
        Ok(self.store.begin(Intent::Read).await?.audit().head().await?)
    }

    /// Goes along the whole chain. Somebody may have kept an earlier end of it, `expected`, elsewhere.
    pub async fn verify(&self, expected: Option<ChainPoint>) -> Result<Result<Intact, Break>, AppError> {
        let mut verifier = Verifier::new(expected);
        let mut filter = AuditFilter::default();
        let window = Window { offset: 0, limit: BATCH };
        let mut unit = self.store.begin(Intent::Read).await?;
        loop {
            let rows = unit.audit().list(&filter, Direction::Ascending, window).await?;
            let Some(last) = rows.last().map(sequence) else { return Ok(verifier.finish()) };
            for row in rows {
                let taken = match row {
                    Ok(entry) => verifier.take(&entry),
                    Err(unreadable) => Err(verifier.take_unreadable(unreadable.sequence, unreadable.cause)),
                };
                if let Err(fault) = taken {
                    return Ok(Err(fault));
                }
            }
            filter.after = Some(last);
        }
    }

    /// Removes what is older than `age`, and tells so.
    pub async fn trim(&self, age: Duration) -> Result<(), AppError> {
        loop {
            let now = self.clock.now();
            let mut unit = self.store.begin(Intent::Write).await?;
            let Some(through) = unit.audit().trim(now - age, TRIMMED_AT_ONCE).await? else { return Ok(()) };
            let target = Target { kind: TargetKind::AuditLog, id: None, name: String::new() };
            let event = Origin::system().event(now, Deed::AuditTrim, Some(target)).trimmed_through(through);
            unit.audit().append(vec![event]).await?;
            unit.commit().await?;
        }
    }
}

fn readable(row: AuditRow) -> Option<Entry> {
    row.inspect_err(
        |error| tracing::error!(%error, "the audit log was altered; registry-admin audit verify tells more"),
    )
    .ok()
}

fn sequence(row: &AuditRow) -> u64 {
    row.as_ref().map_or_else(|unreadable| unreadable.sequence, |entry| entry.sequence)
}
