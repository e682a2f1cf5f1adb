use std::sync::atomic::{AtomicU32, Ordering};

use domain::audit::{Change, Deed, Event, Outcome, Target, TargetKind};
use domain::{Decision, Resource, Verdict};
use time::OffsetDateTime;

use super::{Journal, Origin};

/// Which decisions of the realm are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ToldTokens {
    /// None.
    None,
    /// Those by which less is granted than was asked for.
    #[default]
    Refused,
    /// All, but of those by which everything is granted only one in so many.
    All {
        /// At least 1.
        one_in: u32,
    },
}

/// Tells what the realm decides.
pub(in crate::services) struct TokenAudit {
    journal: Journal,
    which: ToldTokens,
    granted: AtomicU32,
}

/// Names of resources of unknown types can be of any length.
const LONGEST_NAME: usize = 255;

impl TokenAudit {
    pub(in crate::services) fn new(journal: Journal, which: ToldTokens) -> Self {
        Self { journal, which, granted: AtomicU32::new(0) }
    }

    /// Tells the decisions on one request, one for each scope; without scopes that a token was given at
    /// all.
    pub(in crate::services) fn tell(
        &self,
        origin: impl FnOnce() -> Origin,
        decisions: &[Decision],
        at: OffsetDateTime,
    ) {
        let is_refused = |decision: &Decision| decision.verdicts.iter().any(|verdict| verdict.outcome.is_err());
        let is_told = match self.which {
            ToldTokens::None => false,
            ToldTokens::Refused => decisions.iter().any(is_refused),
            ToldTokens::All { one_in } => decisions.iter().any(is_refused) || self.is_drawn(one_in),
        };
        if !is_told {
            return;
        }
        let origin = origin();
        if decisions.is_empty() {
            self.journal.tell(origin.event(at, Deed::TokenGrant, None));
        }
        let tells_grants = matches!(self.which, ToldTokens::All { .. });
        for decision in decisions.iter().filter(|decision| tells_grants || is_refused(decision)) {
            self.journal.tell(event(&origin, decision, is_refused(decision), at));
        }
    }

    fn is_drawn(&self, one_in: u32) -> bool {
        self.granted.fetch_add(1, Ordering::Relaxed).is_multiple_of(one_in)
    }
}

fn event(origin: &Origin, decision: &Decision, is_refused: bool, at: OffsetDateTime) -> Event {
    let (deed, outcome) =
        if is_refused { (Deed::TokenRefuse, Outcome::Refused) } else { (Deed::TokenGrant, Outcome::Done) };
    let asked = actions(decision.verdicts.iter());
    let granted = actions(decision.verdicts.iter().filter(|verdict| verdict.outcome.is_ok()));
    let told = decision.verdicts.iter().filter(|verdict| verdict.outcome.is_err() == is_refused);
    let reasons: Vec<_> = told.map(ToString::to_string).collect();
    let field = |field: &str, actions: String| Change { field: field.to_owned(), before: None, after: Some(actions) };
    Event {
        outcome,
        changes: vec![field("asked", asked), field("granted", granted)],
        reason: reasons.join("; "),
        ..origin.event(at, deed, Some(target(&decision.resource)))
    }
}

fn actions<'a>(verdicts: impl Iterator<Item = &'a Verdict>) -> String {
    verdicts.map(|verdict| verdict.action.map_or("*", domain::Action::as_str)).collect::<Vec<_>>().join(",")
}

fn target(resource: &Resource) -> Target {
    let kind = if matches!(resource, Resource::Repository(_)) { TargetKind::Repository } else { TargetKind::Registry };
    Target { kind, id: None, name: resource.name().chars().take(LONGEST_NAME).collect() }
}
