//! Tells the audit log what is done, and reads it.
//!
//! A change is told in the unit that makes it, so that the one is never there without the other:
//! [`Origin`] makes the event, and whoever makes the change appends it. What happens too often for that
//! goes through a [`Journal`], and a [`Scribe`] writes it down a little later.

mod journal;
mod log;
mod origin;
mod recorded;
mod repeats;
mod scribe;
mod service;
mod tokens;

use std::sync::Arc;

use ports::{Clock, Store};

pub use log::{AuditLog, AuditPage};
pub use origin::Origin;
pub use scribe::Scribe;
pub use service::AuditService;
pub use tokens::ToldTokens;

pub(super) use journal::Journal;
pub(super) use origin::whole;
pub(super) use recorded::Recorded;
pub(super) use tokens::TokenAudit;

/// A journal, and the scribe of this name who writes it down.
pub(super) fn journal(store: Arc<dyn Store>, clock: Arc<dyn Clock>, name: String) -> (Journal, Scribe) {
    let (journal, inbox) = Journal::new();
    (journal, Scribe::new(store, clock, inbox, name))
}
