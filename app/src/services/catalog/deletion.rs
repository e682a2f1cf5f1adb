use std::collections::BTreeSet;
use std::sync::Arc;

use domain::audit::{self, Deed, Event, TargetKind};
use domain::catalog::{DeletionPlan, Digest, Selection, TagName};
use domain::{Action, Asked, Policy, RepositoryName, Requester, Resource, Scope};
use ports::{Registry, RegistryError, RepositoryChanges};

use crate::error::AppError;
use crate::services::{Caller, Directories, Ports, Revision};

/// Deletes from the registry, after telling what that means.
///
/// For admins, and for who holds delete on the repository.
pub struct DeletionService {
    ports: Ports,
    directories: Directories,
    registry: Arc<dyn Registry>,
}

/// What a deletion does, and by what name to order exactly that.
#[derive(Debug, Clone)]
pub struct PlannedDeletion {
    /// What goes.
    pub plan: DeletionPlan,
    /// The bytes that the registry's own garbage collection can free afterwards: what no other
    /// repository holds either.
    pub freed: u64,
    /// Changes when the plan does.
    pub revision: Revision,
}

/// Something that was to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A tag, while its manifest stays.
    Tag(TagName),
    /// A manifest with its tags.
    Manifest(Digest),
}

/// What became of it; it does no harm if it was gone already.
#[derive(Debug)]
pub struct Outcome {
    /// What was to go.
    pub target: Target,
    /// Whether it is gone, or why not.
    pub result: Result<(), RegistryError>,
}

impl DeletionService {
    pub(in crate::services) fn new(ports: Ports, directories: Directories, registry: Arc<dyn Registry>) -> Self {
        Self { ports, directories, registry }
    }

    /// What deleting the selection would do.
    pub async fn plan(
        &self,
        caller: &Caller,
        repository: &RepositoryName,
        selection: &Selection,
    ) -> Result<PlannedDeletion, AppError> {
        let directory = self.directories.current().await?;
        let rules = directory.rules.of(Requester::User(&caller.user));
        check_may_delete(&Policy::new(rules, self.ports.clock.now()), caller, repository)?;
        let mut unit = self.ports.read().await?;
        let manifests = unit.catalog().manifests(repository).await?;
        let plan = DeletionPlan::of(&manifests, selection);
        let digests: Vec<_> = plan.unneeded.keys().cloned().collect();
        let held: BTreeSet<_> = unit.catalog().held_elsewhere(repository, &digests).await?.into_iter().collect();
        let freed = plan.unneeded.iter().filter(|(digest, _)| !held.contains(digest)).map(|(_, size)| size).sum();
        Ok(PlannedDeletion { revision: Revision::of(&plan), plan, freed })
    }

    /// Does what a plan says, if it is still the plan that `revision` names.
    pub async fn execute(
        &self,
        caller: &Caller,
        repository: &RepositoryName,
        selection: &Selection,
        revision: &str,
    ) -> Result<(PlannedDeletion, Vec<Outcome>), AppError> {
        let planned = self.plan(caller, repository, selection).await?;
        if planned.plan.is_empty() {
            // Whoever lost the answer and asks again finds it done.
            return Ok((planned, Vec::new()));
        }
        if planned.revision.to_string() != revision {
            return Err(AppError::Stale);
        }
        let tags = planned.plan.untagged.iter().cloned().map(Target::Tag);
        let targets: Vec<_> = tags.chain(planned.plan.manifests.iter().cloned().map(Target::Manifest)).collect();
        tracing::info!(login = %caller.user.login, %repository, targets = targets.len(), "deleting");
        let mut outcomes = Vec::new();
        for target in targets {
            let result = self.delete(repository, &target).await;
            if matches!(result, Err(RegistryError::DeleteDisabled)) && outcomes.is_empty() {
                return Err(AppError::Registry(RegistryError::DeleteDisabled));
            }
            self.settle(caller, repository, &target, result.as_ref().err()).await?;
            outcomes.push(Outcome { target, result });
        }
        Ok((planned, outcomes))
    }

    async fn delete(&self, repository: &RepositoryName, target: &Target) -> Result<(), RegistryError> {
        match target {
            Target::Tag(tag) => self.registry.delete_tag(repository, tag).await,
            Target::Manifest(digest) => self.registry.delete_manifest(repository, digest).await,
        }
        .map(drop)
    }

    /// Forgets what is gone, and tells what became of it.
    async fn settle(
        &self,
        caller: &Caller,
        repository: &RepositoryName,
        target: &Target,
        failure: Option<&RegistryError>,
    ) -> Result<(), AppError> {
        let now = self.ports.clock.now();
        let mut unit = self.ports.write().await?;
        let event = caller.origin().event(now, target.deed(), Some(target.told(repository)));
        let event = match failure {
            None => {
                unit.catalog().apply(repository, &target.removal(), now).await?;
                event
            }
            Some(error) => Event { outcome: audit::Outcome::Failed, reason: error.to_string(), ..event },
        };
        unit.audit().append(vec![event]).await?;
        Ok(unit.commit().await?)
    }
}

impl Target {
    fn removal(&self) -> RepositoryChanges {
        match self.clone() {
            Self::Tag(tag) => RepositoryChanges { removed_tags: vec![tag], ..RepositoryChanges::default() },
            Self::Manifest(digest) => {
                RepositoryChanges { removed_manifests: vec![digest], ..RepositoryChanges::default() }
            }
        }
    }

    fn deed(&self) -> Deed {
        match self {
            Self::Tag(_) => Deed::TagDelete,
            Self::Manifest(_) => Deed::ManifestDelete,
        }
    }

    fn told(&self, repository: &RepositoryName) -> audit::Target {
        let (kind, name) = match self {
            Self::Tag(tag) => (TargetKind::Tag, format!("{repository}:{tag}")),
            Self::Manifest(digest) => (TargetKind::Manifest, format!("{repository}@{digest}")),
        };
        audit::Target { kind, id: None, name }
    }
}

fn check_may_delete(policy: &Policy<'_>, caller: &Caller, repository: &RepositoryName) -> Result<(), AppError> {
    let asked = Asked { by_name: [Action::Pull, Action::Delete].into_iter().collect(), everything: false };
    let scope = Scope { resource: Resource::Repository(repository.clone()), asked };
    let granted = policy.decide(Requester::User(&caller.user), &scope).granted();
    let may_see = granted.contains(Action::Pull) || caller.must_be_manager().is_ok();
    match (granted.contains(Action::Delete), may_see) {
        (true, _) => Ok(()),
        (false, true) => Err(AppError::Forbidden("only an admin, or who may delete in this repository, may do this")),
        // Who may not even see the repository learns nothing of it.
        (false, false) => Err(AppError::NotFound("repository")),
    }
}
