//! What the stores have in common.

mod accesses;
mod among;
mod audit;
mod catalog;
pub(super) mod column;
pub(super) mod error;
mod failures;
mod groups;
pub(super) mod history;
mod memberships;
mod paging;
mod policy;
pub(super) mod pool;
mod refresh_tokens;
pub(super) mod schema;
mod secrets;
mod sessions;
pub(super) mod sql;
mod subject;
pub(super) mod tag_scan;
mod transaction;
pub(super) mod unit;
mod users;

use super::{connection, functions, list, meaning, migrations, tag_text};
