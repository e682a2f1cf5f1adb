//! Moving in: accounts, groups and rules of another program.
//!
//! A [`Source`] becomes a [`Proposal`], in our own words and with a list of what will differ. Held
//! against what is there already it becomes a [`Plan`], which can be shown, or done as a whole.

mod bcrypt;
mod difference;
mod docker_auth;
mod htpasswd;
mod importer;
mod plan;
mod predecessor;
mod proposal;
mod source;

pub use difference::{Difference, What};
pub use importer::{ImportOptions, Importer};
pub use plan::{Plan, Planned, Step};
pub use proposal::{Proposal, ProposedAccess, ProposedGroup, ProposedUser, Whom};
pub use source::{Source, SourceError, SourceKind};
