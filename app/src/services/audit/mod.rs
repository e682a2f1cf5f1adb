//! Tells the audit log what is done.
//!
//! A change is told in the unit that makes it, so that the one is never there without the other:
//! [`Origin`] makes the event, and whoever makes the change appends it.

mod origin;
mod recorded;

pub use origin::Origin;
pub(super) use origin::whole;
pub(super) use recorded::Recorded;
