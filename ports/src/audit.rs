use std::net::IpAddr;

use async_trait::async_trait;
use domain::audit::{ChainPoint, Deed, Entry, Event, Outcome};
use thiserror::Error;
use time::OffsetDateTime;

use crate::matching::{is_any_of, is_within};
use crate::{Direction, StoreError, Window};

/// The audit log: a chain of entries that are only ever added at its end, and taken away from its
/// beginning when they are old.
#[async_trait]
pub trait Audit: Send {
    /// Adds events at the end of the chain, in this order; tells where the chain ends then.
    async fn append(&mut self, events: Vec<Event>) -> Result<ChainPoint, StoreError>;

    /// Where the chain ends; [`ChainPoint::START`] if there are no entries.
    async fn head(&mut self) -> Result<ChainPoint, StoreError>;

    /// The entries that the filter lets through, in the order of the chain or against it. Nothing is
    /// counted, so that the newest, or those beside an entry that is known, come quickly from any number.
    async fn list(
        &mut self,
        filter: &AuditFilter,
        direction: Direction,
        window: Window,
    ) -> Result<Vec<AuditRow>, StoreError>;

    /// Removes the oldest entries up to the first that is from `moment` or later, but at most `limit`,
    /// and never the last one. Tells where the chain begins then; none if nothing was removed.
    async fn trim(&mut self, moment: OffsetDateTime, limit: u64) -> Result<Option<ChainPoint>, StoreError>;

    /// The servers that did not end in order, or have not ended yet, by id.
    async fn writers(&mut self) -> Result<Vec<AuditWriter>, StoreError>;

    /// Adds a server, or notes that it was seen again.
    async fn keep_writer(&mut self, writer: &AuditWriter) -> Result<(), StoreError>;

    /// Removes a server; false if there is none.
    async fn remove_writer(&mut self, id: &str) -> Result<bool, StoreError>;
}

/// An entry as it comes out of the store, where others may have altered it.
pub type AuditRow = Result<Entry, UnreadableEntry>;

/// What stands in the place of an entry is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("entry {sequence} of the audit log cannot be read: {cause}")]
pub struct UnreadableEntry {
    /// Its number.
    pub sequence: u64,
    /// Why not.
    pub cause: String,
}

/// Which entries are wanted: those that fit in every field that is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Later in the chain than the entry of this number.
    pub after: Option<u64>,
    /// Earlier in the chain than the entry of this number.
    pub before: Option<u64>,
    /// By somebody of exactly this login, be it proven or claimed.
    pub actor: Option<String>,
    /// One of these deeds; empty means any.
    pub deeds: Vec<Deed>,
    /// Ended in one of these ways; empty means any.
    pub outcomes: Vec<Outcome>,
    /// Done to something of exactly this name.
    pub target: Option<String>,
    /// From this address.
    pub address: Option<IpAddr>,
    /// From this moment or later.
    pub from: Option<OffsetDateTime>,
    /// From before this moment.
    pub until: Option<OffsetDateTime>,
    /// This text, in any (ASCII) case, somewhere in the login, the name of the target or the reason.
    pub text: Option<String>,
}

impl AuditFilter {
    /// Whether it wants this entry.
    pub fn lets_through(&self, entry: &Entry) -> bool {
        let event = &entry.event;
        let target = event.target.as_ref().map_or("", |target| target.name.as_str());
        self.after.is_none_or(|after| entry.sequence > after)
            && self.before.is_none_or(|before| entry.sequence < before)
            && self.actor.as_deref().is_none_or(|login| event.actor.name() == login)
            && is_any_of(&self.deeds, &event.deed)
            && is_any_of(&self.outcomes, &event.outcome)
            && self.target.as_deref().is_none_or(|name| target == name)
            && (self.address.is_none() || self.address == event.address)
            && self.from.is_none_or(|from| event.at >= from)
            && self.until.is_none_or(|until| event.at < until)
            && is_within(self.text.as_ref(), &[event.actor.name(), target, &event.reason])
    }
}

/// A server that tells the audit log what it does a little later than it does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditWriter {
    /// Which; each start has another one.
    pub id: String,
    /// When it was last sure to have told everything.
    pub seen_at: OffsetDateTime,
}
