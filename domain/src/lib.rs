//! What RegistryAdmin is about, and nothing else: no I/O, no async, no framework.
//!
//! The vocabulary, in the order in which a token request meets it:
//!
//! - [`Scope`] is what a client asks for: a resource and actions on it.
//! - [`Requester`] is who asks: a [`User`], or nobody we know.
//! - [`Access`] is a stored rule: a [`Subject`] may do [`Actions`] on what a [`ResourcePattern`] matches.
//! - [`Policy`] holds the accesses and makes a [`Decision`], which explains itself.
//! - [`Claims`] carry what was granted to the registry.
//!
//! Values are parsed once, at the edge, into types that cannot hold anything invalid:
//! whoever has a [`RepositoryName`] need not check it again.
#![warn(missing_docs)]

mod access;
mod action;
pub mod audit;
pub mod catalog;
mod claims;
mod decision;
mod failed;
mod group;
mod ids;
mod label;
mod name;
mod password;
mod pattern;
mod policy;
mod refresh_token;
mod requester;
mod rulebook;
mod rules;
mod scope;
mod session;
pub mod text;
mod user;

pub use access::{Access, Subject};
pub use action::{Action, Actions, UnknownAction};
pub use claims::{Claims, Grant};
pub use decision::{Basis, Decision, Refusal, Verdict};
pub use failed::Failed;
pub use group::Group;
pub use ids::{AccessId, GroupId, RefreshTokenId, SessionId, UserId};
pub use label::{Label, LabelError};
pub use name::{NameError, RepositoryName, UserName};
pub use password::{Password, PasswordFault};
pub use pattern::{PatternError, ResourcePattern};
pub use policy::Policy;
pub use refresh_token::RefreshToken;
pub use requester::Requester;
pub use rulebook::Rulebook;
pub use rules::{LastAdmin, keep_an_admin};
pub use scope::{Asked, MAX_SCOPES, Resource, Scope, ScopeError, merge_scopes};
pub use session::Session;
pub use user::{Role, UnknownRole, User};
