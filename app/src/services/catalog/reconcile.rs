use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::RepositoryName;
use domain::catalog::Reference;
use futures_util::{StreamExt, stream};
use ports::{Notice, Registry, RegistryError, RepositoryChanges, Topic, UnitOfWork};
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;
use tracing::Instrument;

use super::Inspector;
use super::noted::Noted;
use super::removal::removal;
use super::second_looks::SecondLooks;
use super::survey::Survey;
use crate::error::AppError;
use crate::services::Ports;

/// Looks at the places that were noted, and stores what the registry says of them.
pub struct Reconciler {
    ports: Ports,
    registry: Arc<dyn Registry>,
    inspector: Inspector,
    noted: Arc<Notify>,
    second_looks: SecondLooks,
}

/// What the registry said of the places in a repository that were noted.
struct Look {
    repository: RepositoryName,
    notices: Vec<Notice>,
    changes: RepositoryChanges,
}

/// How many notices are looked at in one go.
const BATCH: u64 = 256;
/// How many repositories are looked at side by side, and stored together at most.
const REPOSITORIES_AT_ONCE: usize = 8;
/// How long a registry may take to write a tag after it told of the push.
const TIME_TO_TAG: Duration = Duration::from_secs(2);
/// How often to look for what was noted elsewhere, in case nobody tells.
const POLL: Duration = Duration::from_secs(2);
/// How long to wait for a registry or store that does not answer.
const SHORTEST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Reconciler {
    pub(in crate::services) fn new(ports: Ports, registry: Arc<dyn Registry>, noted: Arc<Notify>) -> Self {
        Self {
            ports,
            inspector: Inspector::new(registry.clone()),
            registry,
            noted,
            second_looks: SecondLooks::after(TIME_TO_TAG),
        }
    }

    /// Looks at whatever is noted, for ever.
    pub async fn run(&self) {
        let mut pause = SHORTEST_PAUSE;
        loop {
            match self.work_off().await {
                Ok(()) => {
                    pause = SHORTEST_PAUSE;
                    tokio::select! {
                        () = self.noted.notified() => {}
                        () = self.second_looks.due() => {}
                        () = self.ports.store.changed(Topic::Notices) => {}
                        () = tokio::time::sleep(POLL) => {}
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot look at what the registry notified us of; trying again");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Looks at everything that is noted now, or due for a second look.
    async fn work_off(&self) -> Result<(), AppError> {
        loop {
            let new = self.ports.read().await?.catalog().notices(BATCH).await?;
            let now = Instant::now();
            let again = self.second_looks.due_at(now);
            if new.is_empty() && again.is_empty() {
                return Ok(());
            }
            let mut by_repository: BTreeMap<RepositoryName, Vec<Notice>> = BTreeMap::new();
            for notice in new.iter().cloned().chain(again) {
                by_repository.entry(notice.repository.clone()).or_default().push(notice);
            }
            let (found, finding) = mpsc::channel(REPOSITORIES_AT_ONCE);
            let (looked, stored) = tokio::join!(self.look_at(by_repository, found), self.store_all(finding));
            looked.and(stored)?;
            self.second_looks.done_until(now);
            self.second_looks.plan(&new);
        }
    }

    /// Looks at repositories side by side, until one cannot be looked at.
    async fn look_at(
        &self,
        by_repository: BTreeMap<RepositoryName, Vec<Notice>>,
        found: mpsc::Sender<Look>,
    ) -> Result<(), AppError> {
        let looks = by_repository.into_iter().map(|(repository, notices)| {
            self.look(repository, notices).instrument(tracing::info_span!(target: "traces", "look at repository"))
        });
        let mut looks = stream::iter(looks).buffer_unordered(REPOSITORIES_AT_ONCE);
        while let Some(look) = looks.next().await {
            if found.send(look?).await.is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Stores what is found: all that there is at a time together, and each by itself where that fails, so
    /// that one holds up no others.
    async fn store_all(&self, mut found: mpsc::Receiver<Look>) -> Result<(), AppError> {
        let (mut looks, mut outcome) = (Vec::new(), Ok(()));
        while found.recv_many(&mut looks, REPOSITORIES_AT_ONCE).await > 0 {
            if self.store(&looks).await.is_err() {
                for look in looks.chunks(1) {
                    outcome = outcome.and(self.store(look).await);
                }
            }
            looks.clear();
        }
        outcome
    }

    async fn store(&self, looks: &[Look]) -> Result<(), AppError> {
        let now = self.ports.clock.now();
        let mut unit = self.ports.write().await?;
        let (mut removals, mut done) = (Vec::new(), Vec::new());
        for Look { repository, notices, changes } in looks {
            let lost = known_losses(unit.as_mut(), repository, changes).await?;
            removals.extend(removal(repository, &lost, now));
            unit.catalog().apply(repository, changes, now).await?;
            done.extend(notices.iter().cloned());
        }
        if !removals.is_empty() {
            unit.audit().append(removals).await?;
        }
        unit.catalog().dismiss(&done).await?;
        Ok(unit.commit().await?)
    }

    async fn look(&self, repository: RepositoryName, notices: Vec<Notice>) -> Result<Look, AppError> {
        let changes = self.changes(&repository, notices.iter().map(|notice| &notice.reference)).await?;
        Ok(Look { repository, notices, changes })
    }

    async fn changes(
        &self,
        repository: &RepositoryName,
        places: impl Iterator<Item = &Reference>,
    ) -> Result<RepositoryChanges, AppError> {
        let known = self.ports.read().await?.catalog().snapshot(repository).await?.manifests.into_iter().collect();
        let mut survey = Survey::new(&*self.registry, &self.inspector, repository, &known, |error, _| {
            !matches!(error, RegistryError::Unavailable(_))
        });
        let changes = Noted::from_iter(places.cloned()).find(&mut survey, &known).await?;
        for (place, error) in survey.unreadable() {
            tracing::warn!(%repository, reference = %place, %error, "left to the next sync");
        }
        Ok(changes)
    }
}

/// Those removals that remove something.
async fn known_losses(
    unit: &mut dyn UnitOfWork,
    repository: &RepositoryName,
    changes: &RepositoryChanges,
) -> Result<RepositoryChanges, AppError> {
    let mut lost = RepositoryChanges::default();
    for tag in &changes.removed_tags {
        if unit.catalog().tag(repository, tag).await?.is_some() {
            lost.removed_tags.push(tag.clone());
        }
    }
    for digest in &changes.removed_manifests {
        if unit.catalog().manifest(repository, digest).await?.is_some() {
            lost.removed_manifests.push(digest.clone());
        }
    }
    Ok(lost)
}
