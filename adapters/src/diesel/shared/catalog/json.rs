//! Lists in a column: JSON.

use std::collections::BTreeMap;

use domain::catalog::Platform;
use serde_json::{Value, json};

use super::super::column::{ColumnError, Row};

pub(super) fn annotations(notes: &BTreeMap<String, String>) -> String {
    json!(notes).to_string()
}

pub(super) fn read_annotations(row: Row<'_>, text: &str) -> Result<BTreeMap<String, String>, ColumnError> {
    serde_json::from_str(text).map_err(|error| row.unreadable("annotations", error))
}

/// Each as a list of its two or three parts.
pub(super) fn platforms<'a>(platforms: impl IntoIterator<Item = &'a Platform>) -> String {
    let parts = |Platform { os, architecture, variant }: &Platform| json!([os, architecture, variant]);
    Value::from_iter(platforms.into_iter().map(parts)).to_string()
}

pub(super) fn read_platforms(row: Row<'_>, text: &str) -> Result<Vec<Platform>, ColumnError> {
    let parts: Vec<(String, String, Option<String>)> =
        serde_json::from_str(text).map_err(|error| row.unreadable("platforms", error))?;
    Ok(parts.into_iter().map(|(os, architecture, variant)| Platform { os, architecture, variant }).collect())
}
