use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use domain::RepositoryName;
use domain::catalog::Reference;
use futures_util::{StreamExt, TryStreamExt, stream};
use ports::{Notice, Registry, RegistryError, RepositoryChanges, Topic, UnitOfWork};
use tokio::sync::Notify;
use tokio::time::Instant;
use tracing::Instrument;

use super::Inspector;
use super::removal::removal;
use super::second_looks::SecondLooks;
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

/// How many notices are looked at in one go.
const BATCH: u64 = 256;
/// How many repositories are looked at side by side.
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
            let looks = by_repository.into_iter().map(|(repository, notices)| {
                self.look(repository, notices).instrument(tracing::info_span!(target: "traces", "look at repository"))
            });
            stream::iter(looks).buffer_unordered(REPOSITORIES_AT_ONCE).try_collect::<()>().await?;
            self.second_looks.done_until(now);
            self.second_looks.plan(&new);
        }
    }

    /// In one repository one place after the other, so that the last look is the one that stays.
    async fn look(&self, repository: RepositoryName, notices: Vec<Notice>) -> Result<(), AppError> {
        for notice in notices {
            let changes = match self.changes(&repository, &notice.reference).await {
                Ok(changes) => changes,
                Err(LookError::Registry(error @ RegistryError::Unavailable(_))) => return Err(error.into()),
                Err(LookError::Registry(error)) => {
                    tracing::warn!(%repository, reference = %notice.reference, %error, "left to the next sync");
                    RepositoryChanges::default()
                }
                Err(LookError::App(error)) => return Err(error),
            };
            let mut unit = self.ports.write().await?;
            let now = self.ports.clock.now();
            if is_known(unit.as_mut(), &repository, &notice.reference).await? {
                unit.audit().append(Vec::from_iter(removal(&repository, &changes, now))).await?;
            }
            unit.catalog().apply(&repository, &changes, now).await?;
            unit.catalog().dismiss(&notice).await?;
            unit.commit().await?;
        }
        Ok(())
    }

    async fn changes(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<RepositoryChanges, LookError> {
        let Some(digest) = self.registry.resolve(repository, reference).await? else {
            return Ok(without(reference));
        };
        let snapshot = self.ports.read().await?.catalog().snapshot(repository).await.map_err(AppError::from)?;
        let known: HashSet<_> = snapshot.manifests.into_iter().collect();
        let manifests = if known.contains(&digest) {
            Vec::new()
        } else {
            let found = self.inspector.discover(repository, &Reference::Digest(digest.clone()), &known).await?;
            let Some(found) = found else { return Ok(without(reference)) };
            found
        };
        let tags = match reference {
            Reference::Tag(tag) => vec![(tag.clone(), digest)],
            Reference::Digest(_) => Vec::new(),
        };
        Ok(RepositoryChanges { manifests, tags, ..RepositoryChanges::default() })
    }
}

async fn is_known(
    unit: &mut dyn UnitOfWork,
    repository: &RepositoryName,
    reference: &Reference,
) -> Result<bool, AppError> {
    Ok(match reference {
        Reference::Tag(tag) => unit.catalog().tag(repository, tag).await?.is_some(),
        Reference::Digest(digest) => unit.catalog().manifest(repository, digest).await?.is_some(),
    })
}

fn without(reference: &Reference) -> RepositoryChanges {
    match reference.clone() {
        Reference::Tag(tag) => RepositoryChanges { removed_tags: vec![tag], ..RepositoryChanges::default() },
        Reference::Digest(digest) => {
            RepositoryChanges { removed_manifests: vec![digest], ..RepositoryChanges::default() }
        }
    }
}

enum LookError {
    Registry(RegistryError),
    App(AppError),
}

impl From<RegistryError> for LookError {
    fn from(error: RegistryError) -> Self {
        Self::Registry(error)
    }
}

impl From<AppError> for LookError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}
