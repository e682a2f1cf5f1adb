use domain::RepositoryName;
use domain::audit::{Deed, Event, Target, TargetKind};
use ports::RepositoryChanges;
use time::OffsetDateTime;

use crate::services::Origin;
use crate::services::audit::whole;

/// How the audit log tells that the registry does not have any more what these changes remove; none if
/// they remove nothing.
pub(super) fn removal(repository: &RepositoryName, changes: &RepositoryChanges, at: OffsetDateTime) -> Option<Event> {
    let lost = [whole("tags", &changes.removed_tags), whole("manifests", &changes.removed_manifests)];
    let lost: Vec<_> = lost.into_iter().flatten().collect();
    let target = Target { kind: TargetKind::Repository, id: None, name: repository.to_string() };
    let event = || Origin::system().event(at, Deed::SyncRemove, Some(target));
    (!lost.is_empty()).then(|| Event { changes: lost, ..event() })
}
