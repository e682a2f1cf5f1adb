use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use domain::RepositoryName;
use domain::catalog::Reference;
use ports::{Lease, Registry, RegistryError, RepositoryChanges, RepositorySnapshot, Work};
use time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tracing::Instrument;

use super::Inspector;
use super::comparison::compare;
use super::removal::removal;
use super::sync_board::{Running, SyncBoard};
use super::sync_report::{Found, SyncFailure, SyncReport, SyncStatus};
use crate::error::AppError;
use crate::metrics::{Change, Metrics, SyncOutcome};
use crate::services::{Caller, Ports};

/// Walks through the whole registry and makes the catalogue agree with it.
pub struct SyncService {
    ports: Ports,
    registry: Arc<dyn Registry>,
    inspector: Inspector,
    noted: Arc<Notify>,
    board: Arc<SyncBoard>,
    metrics: Metrics,
}

/// The right to sync.
struct Turn {
    lease: Box<dyn Lease>,
    running: Running,
}

/// How many repositories are looked at side by side.
const REPOSITORIES_AT_ONCE: usize = 8;
/// How often a repository is looked at again because something happened in it meanwhile.
const ATTEMPTS: usize = 3;

impl SyncService {
    pub(in crate::services) fn new(
        ports: Ports,
        registry: Arc<dyn Registry>,
        noted: Arc<Notify>,
        metrics: Metrics,
    ) -> Self {
        let board = Arc::new(SyncBoard::new(ports.clone()));
        Self { ports, inspector: Inspector::new(registry.clone()), registry, noted, board, metrics }
    }

    /// Begins a sync in the background, for an admin.
    pub async fn start(self: &Arc<Self>, caller: &Caller) -> Result<(), AppError> {
        caller.must_be_admin()?;
        let turn = self.turn().await?;
        let service = self.clone();
        tokio::spawn(async move { service.take(turn).await });
        Ok(())
    }

    /// How far a sync is and what the last one found, in whatever process on the store, for an admin.
    pub async fn status(&self, caller: &Caller) -> Result<SyncStatus, AppError> {
        caller.must_be_admin()?;
        self.board.status().await
    }

    /// Syncs now and then after each interval, for ever; not while another sync runs.
    pub(in crate::services) async fn repeat(self: &Arc<Self>, interval: std::time::Duration) {
        let mut due = tokio::time::interval(interval);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            due.tick().await;
            match self.turn().await {
                Ok(turn) => self.take(turn).await,
                Err(AppError::SyncRuns) => {}
                Err(error) => tracing::warn!(%error, "cannot begin a sync"),
            }
        }
    }

    /// The right to sync, unless a sync runs, in whatever process on the store.
    async fn turn(self: &Arc<Self>) -> Result<Turn, AppError> {
        let lease = self.ports.store.lead(Work::Sync).await?.ok_or(AppError::SyncRuns)?;
        Ok(Turn { running: self.board.occupy()?, lease })
    }

    /// Syncs as long as there is the right to.
    async fn take(self: &Arc<Self>, turn: Turn) {
        let report = tokio::select! {
            report = self.walk().instrument(tracing::info_span!(target: "traces", "sync")) => Some(report),
            () = turn.lease.lost() => None,
            never = self.board.keep_telling() => match never {},
        };
        match report {
            Some(report) => self.board.conclude(report).await,
            None => tracing::warn!("a sync was given up: the right to it was lost"),
        }
        turn.lease.release().await;
        drop(turn.running);
    }

    async fn walk(self: &Arc<Self>) -> SyncReport {
        let started_at = self.ports.clock.now();
        let mut failed = Vec::new();
        let names = self.names(&mut failed).await;
        self.board.note_progress(|progress| progress.repositories_total = Some(names.len() as u64));
        let mut report = SyncReport::new(started_at, failed);
        let mut walks = JoinSet::new();
        for name in names {
            if walks.len() >= REPOSITORIES_AT_ONCE {
                report.count(walks.join_next().await);
            }
            let service = self.clone();
            walks.spawn(async move { service.walk_through(name).await }.in_current_span());
        }
        while !walks.is_empty() {
            report.count(walks.join_next().await);
        }
        report.finished_at = self.ports.clock.now();
        self.forget_old_events().await;
        tracing::info!(
            repositories = report.repositories,
            tags = report.tags,
            drift = report.drift(),
            failed = report.failed.len(),
            "synced with the registry"
        );
        self.measure(&report);
        report
    }

    fn measure(&self, report: &SyncReport) {
        let outcome = if report.failed.is_empty() { SyncOutcome::Complete } else { SyncOutcome::Incomplete };
        let took = (report.finished_at - report.started_at).unsigned_abs();
        self.metrics.sync(outcome, report.finished_at, took);
        for (change, count) in [
            (Change::Added, report.added.tags + report.added.manifests),
            (Change::Changed, report.changed_tags),
            (Change::Removed, report.removed.tags + report.removed.manifests),
        ] {
            self.metrics.drift(change, count);
        }
    }

    async fn walk_through(&self, name: RepositoryName) -> Result<Found, SyncFailure> {
        let found = self.repository(&name).await;
        let tags = found.as_ref().map_or(0, |found| found.tags);
        self.board.note_progress(|progress| {
            progress.repositories_done += 1;
            progress.tags += tags;
        });
        found.map_err(|error| SyncFailure { repository: Some(name), reason: reason(&error) })
    }

    /// The repositories that the registry lists and those that the catalogue knows.
    async fn names(&self, failed: &mut Vec<SyncFailure>) -> BTreeSet<RepositoryName> {
        let mut names = BTreeSet::new();
        let listed = self.listed(&mut names).await;
        let known = self.known(&mut names).await;
        let failures = [listed.err().map(|error| error.to_string()), known.err().map(|error| reason(&error))];
        failed.extend(failures.into_iter().flatten().map(|reason| SyncFailure { repository: None, reason }));
        names
    }

    async fn listed(&self, names: &mut BTreeSet<RepositoryName>) -> Result<(), RegistryError> {
        let mut seen = HashSet::new();
        let mut cursor: Option<String> = None;
        loop {
            let batch = self.registry.repositories(cursor.as_deref()).await?;
            names.extend(batch.names);
            match batch.next {
                None => return Ok(()),
                Some(next) if seen.insert(next.clone()) => cursor = Some(next),
                Some(_) => return Err(RegistryError::Protocol("its list of repositories runs in circles".to_owned())),
            }
        }
    }

    async fn known(&self, names: &mut BTreeSet<RepositoryName>) -> Result<(), AppError> {
        names.extend(self.ports.read().await?.catalog().repository_names().await?);
        Ok(())
    }

    /// Makes one repository agree with the registry. What happens in it meanwhile is noticed by its
    /// version, and it is looked at again; one that never rests is looked at place by place.
    async fn repository(&self, name: &RepositoryName) -> Result<Found, AppError> {
        for _ in 0..ATTEMPTS {
            let before = self.ports.read().await?.catalog().snapshot(name).await?;
            let (found, changes) = self.compare(name, &before).await?;
            if changes == RepositoryChanges::default() && !found.is_empty {
                return Ok(found);
            }
            let mut unit = self.ports.write().await?;
            if unit.catalog().snapshot(name).await?.version != before.version {
                continue;
            }
            let now = self.ports.clock.now();
            unit.catalog().apply(name, &changes, now).await?;
            if found.is_empty {
                unit.catalog().remove_repository(name).await?;
            }
            unit.audit().append(Vec::from_iter(removal(name, &changes, now))).await?;
            unit.commit().await?;
            return Ok(found);
        }
        self.note_differences(name).await
    }

    /// Leaves it to the [`Reconciler`](super::Reconciler) to look wherever something is different.
    async fn note_differences(&self, name: &RepositoryName) -> Result<Found, AppError> {
        let before = self.ports.read().await?.catalog().snapshot(name).await?;
        let (found, changes) = self.compare(name, &before).await?;
        let tags = changes.tags.into_iter().map(|(tag, _)| tag).chain(changes.removed_tags).map(Reference::Tag);
        let digests = changes.manifests.into_iter().map(|manifest| manifest.digest).chain(changes.removed_manifests);
        let places = digests.map(Reference::Digest).chain(tags).map(|place| (name.clone(), place));
        let places: Vec<_> = places.collect();
        let mut unit = self.ports.write().await?;
        unit.catalog().note(&places, self.ports.clock.now()).await?;
        unit.commit().await?;
        self.noted.notify_one();
        Ok(found)
    }

    async fn compare(
        &self,
        name: &RepositoryName,
        before: &RepositorySnapshot,
    ) -> Result<(Found, RepositoryChanges), RegistryError> {
        compare(&*self.registry, &self.inspector, name, before).await
    }

    /// A registry that has not repeated an event for a week will not repeat it any more.
    async fn forget_old_events(&self) {
        let result = async {
            let mut unit = self.ports.write().await?;
            unit.catalog().forget_before(self.ports.clock.now() - Duration::WEEK).await?;
            Ok::<_, AppError>(unit.commit().await?)
        };
        if let Err(error) = result.await {
            tracing::warn!(%error, "cannot forget old events");
        }
    }
}

/// The cause where the error itself tells only that something went wrong.
fn reason(error: &AppError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}
