//! The records as JSON, and how they become values of the domain.

mod access;
mod audit;
mod deletion;
mod explanation;
mod group;
mod manifest;
mod refresh_token;
mod repository;
mod sync;
mod user;
mod violations;

use domain::Group;
use poem_openapi::Object;
use time::OffsetDateTime;
use time::macros::datetime;

pub(super) use access::{AccessBody, AccessChangeBody, NewAccessBody};
pub(super) use audit::AuditEntryBody;
pub(super) use deletion::{DeletionBody, DeletionRequestBody};
pub(super) use explanation::{ExplanationBody, HolderBody};
pub(super) use group::{GroupBody, GroupChangeBody, NewGroupBody};
pub(super) use manifest::ManifestBody;
pub(super) use refresh_token::RefreshTokenBody;
pub(super) use repository::{RepositoryBody, TagBody};
pub(super) use sync::SyncStatusBody;
pub(super) use user::{LoginBody, NewUserBody, PasswordChangeBody, RoleBody, UserBody, UserChangeBody};

/// Another record, by id and name.
#[derive(Debug, Object)]
#[oai(rename = "Reference")]
pub(super) struct ReferenceBody {
    /// Its id.
    id: String,
    /// Its name or login.
    name: String,
}

impl From<&Group> for ReferenceBody {
    fn from(group: &Group) -> Self {
        Self { id: group.id.to_string(), name: group.name.to_string() }
    }
}

pub(super) fn example_time() -> OffsetDateTime {
    datetime!(2026-01-31 12:00:00 UTC)
}

fn example_id() -> String {
    "9b2f6d0e-5c1a-4f7e-9d3b-2a6c8e4f1b70".to_owned()
}
