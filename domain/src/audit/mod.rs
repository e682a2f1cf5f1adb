//! The audit log: what was done, by whom and from where, as a chain in which nothing can be altered
//! or taken away without its being seen.
//!
//! An [`Event`] is what is told; an [`Entry`] is an event at its place in the chain. `docs/audit.md` says
//! how the chain is made, byte by byte.

mod chain;
mod event;
mod verification;
mod words;

pub use chain::{ChainPoint, ChainPointError, Entry, Hash};
pub use event::{Actor, Change, Event, Target, changes};
pub use verification::{Break, Fault, Intact, Verifier};
pub use words::{ActorKind, Deed, Outcome, TargetKind, UnknownWord};
