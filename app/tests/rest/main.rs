//! The REST API, called over its whole HTTP surface but without a network.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod access_rules;
mod activity;
mod audit;
mod browsers;
mod groups;
mod in_force_at_once;
mod limits;
mod matrix;
mod meanwhile;
mod metrics;
mod odd_texts;
mod passwords;
mod realm;
mod registry_settings;
mod sessions;
mod support;
mod surface;
mod users;
