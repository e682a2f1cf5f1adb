use std::net::IpAddr;

use domain::UserId;
use domain::audit::{Actor, Change, Deed, Entry, Event, Hash, Outcome, Target, TargetKind};
use ports::AuditWriter;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::codec::{self, by_fields, by_text};
use super::{Record, Table};

by_text!(Deed, Hash, IpAddr, Outcome, TargetKind);
by_fields!(
    Actor => ActorFields,
    AuditWriter => AuditWriterFields,
    Change => ChangeFields,
    Entry => EntryFields,
    Event => EventFields,
    Target => TargetFields,
);

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredEntry(#[serde(with = "codec")] pub(crate) Entry);

impl StoredEntry {
    /// Filled up with zeros, so that entries come in their order.
    pub(crate) fn key_of(sequence: u64) -> String {
        format!("{sequence:020}")
    }
}

impl Record for StoredEntry {
    const TABLE: Table = Table::new("audit log");

    fn key(&self) -> String {
        Self::key_of(self.0.sequence)
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredWriter(#[serde(with = "codec")] pub(crate) AuditWriter);

impl Record for StoredWriter {
    const TABLE: Table = Table::new("audit writers");

    fn key(&self) -> String {
        self.0.id.clone()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Entry")]
struct EntryFields {
    sequence: u64,
    #[serde(with = "codec")]
    event: Event,
    #[serde(with = "codec")]
    previous: Hash,
    #[serde(with = "codec")]
    hash: Hash,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Event")]
struct EventFields {
    #[serde(with = "codec")]
    at: OffsetDateTime,
    #[serde(with = "codec")]
    actor: Actor,
    #[serde(with = "codec::maybe")]
    address: Option<IpAddr>,
    request_id: String,
    #[serde(with = "codec")]
    deed: Deed,
    #[serde(with = "codec")]
    outcome: Outcome,
    #[serde(with = "codec::maybe")]
    target: Option<Target>,
    #[serde(with = "codec::each")]
    changes: Vec<Change>,
    reason: String,
    count: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Actor")]
enum ActorFields {
    User {
        #[serde(with = "codec")]
        id: UserId,
        login: String,
    },
    Claimed(String),
    Anonymous,
    CommandLine,
    System,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Target")]
struct TargetFields {
    #[serde(with = "codec")]
    kind: TargetKind,
    id: Option<String>,
    name: String,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Change")]
struct ChangeFields {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "AuditWriter")]
struct AuditWriterFields {
    id: String,
    #[serde(with = "codec")]
    seen_at: OffsetDateTime,
}
