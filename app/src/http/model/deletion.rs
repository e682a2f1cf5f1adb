use std::collections::BTreeSet;

use domain::RepositoryName;
use domain::catalog::{Digest, Selection};
use poem_openapi::Object;
use poem_openapi::types::Example;

use super::violations::Violations;
use crate::error::AppError;
use crate::services::catalog::{Outcome, PlannedDeletion, Target};

/// What is to be deleted from a repository.
#[derive(Debug, Object)]
#[oai(rename = "DeletionRequest", deny_unknown_fields, example)]
pub(in crate::http) struct DeletionRequestBody {
    /// Where.
    repository: String,
    /// These tags; other tags of the same manifests stay.
    #[oai(default)]
    tags: Vec<String>,
    /// These manifests, with all tags that point to them.
    #[oai(default)]
    digests: Vec<String>,
    /// All there is in the repository.
    #[oai(default)]
    everything: bool,
    /// The `plan` of a preview: only what was previewed is deleted. Without it this is a preview.
    pub(in crate::http) plan: Option<String>,
}

impl DeletionRequestBody {
    pub(in crate::http) fn selection(&self) -> Result<(RepositoryName, Selection), AppError> {
        let mut violations = Violations::default();
        let repository = violations.parse("/repository", &self.repository);
        let selection = Selection {
            tags: BTreeSet::from_iter(violations.parse_all("/tags", &self.tags)),
            digests: BTreeSet::from_iter(violations.parse_all("/digests", &self.digests)),
            everything: self.everything,
        };
        if selection == Selection::default() {
            violations.note("", "tags, digests or everything must be given");
        }
        violations.finish(repository.map(|repository| (repository, selection)))
    }
}

impl Example for DeletionRequestBody {
    fn example() -> Self {
        Self {
            repository: "team/app".to_owned(),
            tags: vec!["v1.2.3".to_owned()],
            digests: Vec::new(),
            everything: false,
            plan: None,
        }
    }
}

/// What a deletion does.
#[derive(Debug, Object)]
#[oai(rename = "Deletion")]
pub(in crate::http) struct DeletionBody {
    /// Orders exactly this deletion; it changes when anything of it does.
    plan: String,
    /// Whether it was done, rather than previewed.
    executed: bool,
    /// Tags that go while their manifest stays.
    untagged: Vec<String>,
    /// Tags that go with their manifest.
    tags: Vec<String>,
    /// Those of `tags` that were not asked for by name.
    siblings: Vec<String>,
    /// The manifests that go.
    manifests: Vec<String>,
    /// Those of `manifests` that go because nothing lists them any more.
    children: Vec<String>,
    /// Those of `manifests` that go because what they are about goes: signatures and the like.
    referrers: Vec<String>,
    /// What was asked for and is not there.
    missing: Vec<String>,
    /// The bytes that the registry's own garbage collection can free afterwards.
    freed_bytes: u64,
    /// What became of each part, if it was done.
    outcomes: Vec<OutcomeBody>,
}

/// What became of a part of a deletion.
#[derive(Debug, Object)]
#[oai(rename = "DeletionOutcome")]
struct OutcomeBody {
    /// The tag that went while its manifest stays.
    tag: Option<String>,
    /// The manifest that went with its tags.
    digest: Option<String>,
    /// Whether it is gone.
    deleted: bool,
    /// Why not.
    reason: Option<String>,
}

fn texts<T: ToString>(values: impl IntoIterator<Item = T>) -> Vec<String> {
    values.into_iter().map(|value| value.to_string()).collect()
}

impl DeletionBody {
    pub(in crate::http) fn new(planned: PlannedDeletion, outcomes: Option<Vec<Outcome>>) -> Self {
        let plan = planned.plan;
        Self {
            plan: planned.revision.to_string(),
            executed: outcomes.is_some(),
            untagged: texts(plan.untagged),
            tags: texts(plan.tags),
            siblings: texts(plan.siblings),
            manifests: texts::<Digest>(plan.manifests),
            children: texts(plan.children),
            referrers: texts(plan.referrers),
            missing: texts(plan.missing),
            freed_bytes: planned.freed,
            outcomes: outcomes.unwrap_or_default().into_iter().map(OutcomeBody::from).collect(),
        }
    }
}

impl From<Outcome> for OutcomeBody {
    fn from(outcome: Outcome) -> Self {
        let (tag, digest) = match outcome.target {
            Target::Tag(tag) => (Some(tag.to_string()), None),
            Target::Manifest(digest) => (None, Some(digest.to_string())),
        };
        let reason = outcome.result.err().map(|error| error.to_string());
        Self { tag, digest, deleted: reason.is_none(), reason }
    }
}
