use domain::{Action, Actions, Subject};
use poem_openapi::types::{Example, MaybeUndefined};
use poem_openapi::{Enum, Object};
use time::OffsetDateTime;

use super::violations::Violations;
use super::{example_id, example_time};
use crate::error::AppError;
use crate::services::{AccessChange, AccessView, NewAccess};

/// What can be done to a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "Action", rename_all = "lowercase")]
enum ActionBody {
    /// Read manifests, blobs and tags.
    Pull,
    /// Write manifests and blobs; needs `pull` too.
    Push,
    /// Delete manifests and blobs.
    Delete,
    /// All of them.
    #[oai(rename = "*")]
    Everything,
}

impl From<Action> for ActionBody {
    fn from(action: Action) -> Self {
        match action {
            Action::Pull => Self::Pull,
            Action::Push => Self::Push,
            Action::Delete => Self::Delete,
        }
    }
}

impl From<ActionBody> for Actions {
    fn from(action: ActionBody) -> Self {
        match action {
            ActionBody::Pull => Action::Pull.into(),
            ActionBody::Push => Action::Push.into(),
            ActionBody::Delete => Action::Delete.into(),
            ActionBody::Everything => Self::ALL,
        }
    }
}

fn actions(bodies: &[ActionBody], violations: &mut Violations) -> Actions {
    let actions = bodies.iter().fold(Actions::NONE, |set, action| set | (*action).into());
    if actions.is_empty() {
        violations.note("/actions", "must hold at least one action");
    }
    actions
}

/// The kind of subject an access is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "SubjectKind", rename_all = "snake_case")]
enum SubjectKind {
    /// One user.
    User,
    /// Everybody in a group.
    Group,
    /// Everybody who is signed in.
    RegisteredUsers,
    /// Everybody, signed in or not.
    Anyone,
}

/// Whom an access is for.
#[derive(Debug, Object)]
#[oai(rename = "Subject")]
struct SubjectBody {
    /// What it is.
    kind: SubjectKind,
    /// The id of the user or group.
    id: Option<String>,
    /// The login of the user or the name of the group.
    name: Option<String>,
}

/// Whom an access is to be for.
#[derive(Debug, Object)]
#[oai(rename = "NewSubject", deny_unknown_fields)]
struct NewSubjectBody {
    /// What it is.
    kind: SubjectKind,
    /// The id of the user or group; not for the other kinds.
    id: Option<String>,
}

impl NewSubjectBody {
    fn into_subject(self, violations: &mut Violations) -> Option<Subject> {
        const POINTER: &str = "/subject/id";
        match (self.kind, self.id) {
            (SubjectKind::User, Some(id)) => {
                violations.check(POINTER, id.parse().map_err(|_| "there is no such user")).map(Subject::User)
            }
            (SubjectKind::Group, Some(id)) => {
                violations.check(POINTER, id.parse().map_err(|_| "there is no such group")).map(Subject::Group)
            }
            (SubjectKind::User | SubjectKind::Group, None) => {
                violations.note(POINTER, "must be given for a user or group");
                None
            }
            (SubjectKind::RegisteredUsers | SubjectKind::Anyone, Some(_)) => {
                violations.note(POINTER, "must be given for a user or group only");
                None
            }
            (SubjectKind::RegisteredUsers, None) => Some(Subject::RegisteredUsers),
            (SubjectKind::Anyone, None) => Some(Subject::Anyone),
        }
    }
}

/// A rule: who may do what on which repositories.
#[derive(Debug, Object)]
#[oai(rename = "Access", example)]
pub(in crate::http) struct AccessBody {
    /// Never changes.
    id: String,
    /// Unique among accesses.
    name: String,
    /// Who.
    subject: SubjectBody,
    /// On which repositories.
    resource: String,
    /// May do what.
    actions: Vec<ActionBody>,
    /// A disabled access grants nothing.
    disabled: bool,
    /// From this moment on it grants nothing.
    expires_at: Option<OffsetDateTime>,
}

impl From<AccessView> for AccessBody {
    fn from(AccessView { access, subject_name }: AccessView) -> Self {
        let (kind, id) = match access.subject {
            Subject::User(id) => (SubjectKind::User, Some(id.to_string())),
            Subject::Group(id) => (SubjectKind::Group, Some(id.to_string())),
            Subject::RegisteredUsers => (SubjectKind::RegisteredUsers, None),
            Subject::Anyone => (SubjectKind::Anyone, None),
        };
        Self {
            id: access.id.to_string(),
            name: access.name.to_string(),
            subject: SubjectBody { kind, id, name: subject_name },
            resource: access.resource.to_string(),
            actions: access.actions.iter().map(ActionBody::from).collect(),
            disabled: access.disabled,
            expires_at: access.expires_at,
        }
    }
}

impl Example for AccessBody {
    fn example() -> Self {
        Self {
            id: example_id(),
            name: "Developers push".to_owned(),
            subject: SubjectBody {
                kind: SubjectKind::Group,
                id: Some(example_id()),
                name: Some("developers".to_owned()),
            },
            resource: "team/**".to_owned(),
            actions: vec![ActionBody::Pull, ActionBody::Push],
            disabled: false,
            expires_at: Some(example_time()),
        }
    }
}

/// A rule to be made.
#[derive(Debug, Object)]
#[oai(rename = "NewAccess", deny_unknown_fields, example)]
pub(in crate::http) struct NewAccessBody {
    /// At most 128 characters; unique among accesses.
    name: String,
    /// Who.
    subject: NewSubjectBody,
    /// A repository, which need not exist, or a pattern: `team/*` for one more component,
    /// `team/**` for any number, `**` for all; `{login}` stands for the login of whoever asks.
    resource: String,
    /// May do what.
    actions: Vec<ActionBody>,
    /// A disabled access grants nothing.
    #[oai(default)]
    disabled: bool,
    /// From this moment on it grants nothing.
    expires_at: Option<OffsetDateTime>,
}

impl NewAccessBody {
    pub(in crate::http) fn into_new_access(self) -> Result<NewAccess, AppError> {
        let mut violations = Violations::default();
        let name = violations.parse("/name", &self.name);
        let subject = self.subject.into_subject(&mut violations);
        let resource = violations.parse("/resource", &self.resource);
        let actions = actions(&self.actions, &mut violations);
        let (disabled, expires_at) = (self.disabled, self.expires_at);
        let parts = name.zip(subject).zip(resource);
        violations.finish(parts.map(|((name, subject), resource)| NewAccess {
            name,
            subject,
            resource,
            actions,
            disabled,
            expires_at,
        }))
    }
}

impl Example for NewAccessBody {
    fn example() -> Self {
        Self {
            name: "Developers push".to_owned(),
            subject: NewSubjectBody { kind: SubjectKind::Group, id: Some(example_id()) },
            resource: "team/**".to_owned(),
            actions: vec![ActionBody::Pull, ActionBody::Push],
            disabled: false,
            expires_at: None,
        }
    }
}

/// What is to change in a rule; what is left out stays.
#[derive(Debug, Object)]
#[oai(rename = "AccessChange", deny_unknown_fields)]
pub(in crate::http) struct AccessChangeBody {
    /// At most 128 characters; unique among accesses.
    name: Option<String>,
    /// Who.
    subject: Option<NewSubjectBody>,
    /// A repository or a pattern.
    resource: Option<String>,
    /// May do what.
    actions: Option<Vec<ActionBody>>,
    /// A disabled access grants nothing.
    disabled: Option<bool>,
    /// From this moment on it grants nothing; `null` takes the end away.
    expires_at: MaybeUndefined<OffsetDateTime>,
}

impl AccessChangeBody {
    pub(in crate::http) fn into_change(self) -> Result<AccessChange, AppError> {
        let mut violations = Violations::default();
        let change = AccessChange {
            name: violations.parse_given("/name", self.name),
            subject: self.subject.and_then(|subject| subject.into_subject(&mut violations)),
            resource: violations.parse_given("/resource", self.resource),
            actions: self.actions.map(|bodies| actions(&bodies, &mut violations)),
            disabled: self.disabled,
            expires_at: match self.expires_at {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(end) => Some(Some(end)),
            },
        };
        violations.finish(Some(change))
    }
}
