use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How an image is run and how it came to be (OCI image configuration).
///
/// Build tools write all kinds of things: a member of another form is as good as missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct ImageConfig {
    /// When it was made.
    #[serde(deserialize_with = "moment")]
    pub created: Option<OffsetDateTime>,
    /// Who made it.
    #[serde(deserialize_with = "lenient")]
    pub author: Option<String>,
    /// Such as `linux`.
    #[serde(deserialize_with = "lenient")]
    pub os: Option<String>,
    /// Such as `amd64`.
    #[serde(deserialize_with = "lenient")]
    pub architecture: Option<String>,
    /// Such as `v7`.
    #[serde(deserialize_with = "lenient")]
    pub variant: Option<String>,
    /// How it is run.
    #[serde(deserialize_with = "lenient")]
    pub config: RunConfig,
    /// The steps that made it, first one first.
    #[serde(deserialize_with = "lenient")]
    pub history: Vec<HistoryEntry>,
}

/// How an image is run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RunConfig {
    /// The user it runs as.
    #[serde(deserialize_with = "lenient")]
    pub user: Option<String>,
    /// `NAME=value` each.
    #[serde(deserialize_with = "lenient")]
    pub env: Vec<String>,
    /// The program.
    #[serde(deserialize_with = "lenient")]
    pub entrypoint: Vec<String>,
    /// Its arguments, or the program.
    #[serde(deserialize_with = "lenient")]
    pub cmd: Vec<String>,
    /// Where it starts.
    #[serde(deserialize_with = "lenient")]
    pub working_dir: Option<String>,
    /// The keys are such as `80/tcp`.
    #[serde(deserialize_with = "lenient")]
    pub exposed_ports: BTreeMap<String, Value>,
    /// The keys are paths.
    #[serde(deserialize_with = "lenient")]
    pub volumes: BTreeMap<String, Value>,
    /// Free notes.
    #[serde(deserialize_with = "lenient")]
    pub labels: BTreeMap<String, String>,
    /// What stops it, such as `SIGTERM`.
    #[serde(deserialize_with = "lenient")]
    pub stop_signal: Option<String>,
}

/// A step in the making of an image.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct HistoryEntry {
    /// When it was made.
    #[serde(deserialize_with = "moment")]
    pub created: Option<OffsetDateTime>,
    /// The command.
    #[serde(deserialize_with = "lenient")]
    pub created_by: Option<String>,
    /// A note.
    #[serde(deserialize_with = "lenient")]
    pub comment: Option<String>,
    /// Whether it changed no file, and so has no layer.
    #[serde(deserialize_with = "lenient")]
    pub empty_layer: bool,
}

impl ImageConfig {
    /// Reads a configuration; none if it is no JSON object.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(bytes).ok()?;
        // Serde would fill the members from an array too, one after the other.
        if value.is_object() { serde_json::from_value(value).ok() } else { None }
    }
}

fn lenient<'de, D: Deserializer<'de>, T: Default + for<'a> Deserialize<'a>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_missing() {
        let config = ImageConfig::parse(
            br#"{"os":"linux","architecture":7,"created":"yesterday","config":{"Env":["A=b"],"Cmd":null,"Labels":[1]},
                "history":[{"created_by":"RUN x","empty_layer":true},{}]}"#,
        )
        .unwrap();
        assert_eq!(config.os.as_deref(), Some("linux"));
        assert_eq!((config.architecture, config.created), (None, None));
        assert_eq!(config.config.env, ["A=b"]);
        assert!(config.config.cmd.is_empty() && config.config.labels.is_empty());
        assert_eq!(config.history.len(), 2);
        assert_eq!(ImageConfig::parse(b"[]"), None);
        assert_eq!(ImageConfig::parse(b"\xff"), None);
    }
}
