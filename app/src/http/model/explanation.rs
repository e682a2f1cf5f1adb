use domain::{Action, Basis, Decision, Refusal, Verdict};
use poem_openapi::{Enum, Object};

use super::{ReferenceBody, RoleBody};
use crate::services::{Explanation, Holder};

/// Who gets what, and why.
#[derive(Debug, Object)]
#[oai(rename = "Explanation")]
pub(in crate::http) struct ExplanationBody {
    /// Whose; none for somebody who is not signed in.
    login: Option<String>,
    /// One for each resource.
    decisions: Vec<DecisionBody>,
}

/// What is decided about one resource.
#[derive(Debug, Object)]
#[oai(rename = "Decision")]
struct DecisionBody {
    /// The type of the resource, such as `repository`.
    r#type: String,
    /// Its name.
    name: String,
    /// What a token would grant.
    granted: Vec<String>,
    /// One for each action that is asked for.
    verdicts: Vec<VerdictBody>,
}

/// What is decided about one action.
#[derive(Debug, Object)]
#[oai(rename = "Verdict")]
struct VerdictBody {
    /// The action.
    action: String,
    /// Whether it is granted.
    granted: bool,
    /// What decides, for programs.
    reason: ReasonBody,
    /// The access that grants it; none if it is refused, or granted by the role.
    access: Option<ReferenceBody>,
    /// The whole of it in a sentence.
    explanation: String,
}

/// What decides about an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "Reason", rename_all = "snake_case")]
enum ReasonBody {
    /// Granted by the role.
    Role,
    /// Granted by an access.
    Access,
    /// Refused: the account is disabled.
    Disabled,
    /// Refused: the account must change its password first.
    PasswordChangeRequired,
    /// Refused: nothing is granted on resources of this type.
    UnknownResource,
    /// Refused: the list of all repositories is for admins.
    AdminsOnly,
    /// Refused: no access in force grants it.
    NoAccess,
    /// Refused: push needs pull, and no access in force grants pull.
    PushWithoutPull,
}

impl From<&Basis> for ReasonBody {
    fn from(basis: &Basis) -> Self {
        match basis {
            Basis::Role(_) => Self::Role,
            Basis::Access(_) => Self::Access,
        }
    }
}

impl From<&Refusal> for ReasonBody {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Disabled => Self::Disabled,
            Refusal::PasswordChangeRequired => Self::PasswordChangeRequired,
            Refusal::UnknownResource => Self::UnknownResource,
            Refusal::AdminsOnly => Self::AdminsOnly,
            Refusal::NoAccess => Self::NoAccess,
            Refusal::PushWithoutPull => Self::PushWithoutPull,
        }
    }
}

impl From<Explanation> for ExplanationBody {
    fn from(explanation: Explanation) -> Self {
        Self {
            login: explanation.login.map(|login| login.to_string()),
            decisions: explanation.decisions.iter().map(DecisionBody::from).collect(),
        }
    }
}

impl From<&Decision> for DecisionBody {
    fn from(decision: &Decision) -> Self {
        let granted = decision.grant().map(|grant| grant.actions).unwrap_or_default();
        Self {
            r#type: decision.resource.resource_type().to_owned(),
            name: decision.resource.name().to_owned(),
            granted: granted.into_iter().map(ToOwned::to_owned).collect(),
            verdicts: decision.verdicts.iter().map(VerdictBody::from).collect(),
        }
    }
}

impl From<&Verdict> for VerdictBody {
    fn from(verdict: &Verdict) -> Self {
        let access = match &verdict.outcome {
            Ok(Basis::Access(access)) => {
                Some(ReferenceBody { id: access.id.to_string(), name: access.name.to_string() })
            }
            Ok(Basis::Role(_)) | Err(_) => None,
        };
        Self {
            action: verdict.action.map_or("*", Action::as_str).to_owned(),
            granted: verdict.outcome.is_ok(),
            reason: verdict.outcome.as_ref().map_or_else(ReasonBody::from, ReasonBody::from),
            access,
            explanation: verdict.to_string(),
        }
    }
}

/// Somebody who may do something with a repository.
#[derive(Debug, Object)]
#[oai(rename = "Holder")]
pub(in crate::http) struct HolderBody {
    /// The id of the user, or `anonymous`.
    id: String,
    /// Who; none stands for everybody who is not signed in.
    user: Option<ReferenceBody>,
    /// What it may do in the UI and API.
    role: Option<RoleBody>,
    /// What is decided about pull, push and delete.
    verdicts: Vec<VerdictBody>,
}

impl From<Holder> for HolderBody {
    fn from(Holder { user, decision }: Holder) -> Self {
        Self {
            id: user.as_ref().map_or_else(|| "anonymous".to_owned(), |user| user.id.to_string()),
            role: user.as_ref().map(|user| user.role.into()),
            user: user.map(|user| ReferenceBody { id: user.id.to_string(), name: user.login.to_string() }),
            verdicts: decision.verdicts.iter().map(VerdictBody::from).collect(),
        }
    }
}
