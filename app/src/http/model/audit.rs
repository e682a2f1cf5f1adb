use domain::audit::{Actor, Change, Entry, Target};
use poem_openapi::Object;
use poem_openapi::types::Example;
use time::OffsetDateTime;

use super::{example_id, example_time};

/// An entry of the audit log: what was done, by whom and from where.
#[derive(Debug, Object)]
#[oai(rename = "AuditEntry", example)]
pub(in crate::http) struct AuditEntryBody {
    /// Its number: the first is 1, and none is left out.
    sequence: u64,
    /// When it was done.
    at: OffsetDateTime,
    /// Who did it.
    actor: ActorBody,
    /// From where; none if it came over no network.
    address: Option<String>,
    /// By which request; may be empty.
    request_id: String,
    /// What was done, such as `user.update`.
    action: String,
    /// How it ended: `done`, `refused` or `failed`.
    outcome: String,
    /// What it was done to.
    target: Option<TargetBody>,
    /// What is different afterwards; never a secret.
    changes: Vec<ChangeBody>,
    /// More for people to read, such as why it was refused; may be empty.
    reason: String,
    /// How often it happened in the minute that this tells of; 1 for all but repeated refusals.
    count: u64,
    /// The hash of the entry before, in hexadecimal.
    previous: String,
    /// The SHA-256 of this entry and the hash before, in hexadecimal.
    hash: String,
}

/// Who did something, as they were called then.
#[derive(Debug, Object)]
#[oai(rename = "AuditActor")]
struct ActorBody {
    /// `user`, `claimed` for somebody who did not prove to be this user, `anonymous`, `command_line` or
    /// `system`.
    kind: String,
    /// The id of a user.
    id: Option<String>,
    /// The login, be it proven or claimed; may be empty.
    login: String,
}

/// What something was done to, as it was called then.
#[derive(Debug, Object)]
#[oai(rename = "AuditTarget")]
struct TargetBody {
    /// Such as `user`, `access` or `tag`.
    kind: String,
    /// Its id, if it has one.
    id: Option<String>,
    /// Its name; may be empty.
    name: String,
}

/// A field, and what was in it.
#[derive(Debug, Object)]
#[oai(rename = "AuditChange")]
struct ChangeBody {
    /// The name of the field.
    field: String,
    /// What was in it before.
    before: Option<String>,
    /// What is in it afterwards.
    after: Option<String>,
}

impl From<Entry> for AuditEntryBody {
    fn from(Entry { sequence, event, previous, hash }: Entry) -> Self {
        Self {
            sequence,
            at: event.at,
            actor: event.actor.into(),
            address: event.address.map(|address| address.to_string()),
            request_id: event.request_id,
            action: event.deed.to_string(),
            outcome: event.outcome.to_string(),
            target: event.target.map(TargetBody::from),
            changes: event.changes.into_iter().map(ChangeBody::from).collect(),
            reason: event.reason,
            count: event.count,
            previous: previous.to_string(),
            hash: hash.to_string(),
        }
    }
}

impl From<Actor> for ActorBody {
    fn from(actor: Actor) -> Self {
        let id = actor.id().map(|id| id.to_string());
        Self { kind: actor.kind().to_string(), id, login: actor.name().to_owned() }
    }
}

impl From<Target> for TargetBody {
    fn from(Target { kind, id, name }: Target) -> Self {
        Self { kind: kind.to_string(), id, name }
    }
}

impl From<Change> for ChangeBody {
    fn from(Change { field, before, after }: Change) -> Self {
        Self { field, before, after }
    }
}

impl Example for AuditEntryBody {
    fn example() -> Self {
        let (before, after) = (Some("user".to_owned()), Some("manager".to_owned()));
        Self {
            sequence: 42,
            at: example_time(),
            actor: ActorBody { kind: "user".to_owned(), id: Some(example_id()), login: "admin".to_owned() },
            address: Some("192.0.2.1".to_owned()),
            request_id: "0b0c5f5e2f8d4c6b9a7e1d3f5b7c9e0a".to_owned(),
            action: "user.update".to_owned(),
            outcome: "done".to_owned(),
            target: Some(TargetBody { kind: "user".to_owned(), id: Some(example_id()), name: "alice".to_owned() }),
            changes: vec![ChangeBody { field: "role".to_owned(), before, after }],
            reason: String::new(),
            count: 1,
            previous: "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8".to_owned(),
            hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        }
    }
}
