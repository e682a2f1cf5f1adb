use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

use super::OptionNames;

/// Everything that is wrong with the configuration.
#[derive(Debug, Error)]
pub struct ConfigError {
    /// At least one.
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration cannot be used:")?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

/// One thing that is wrong with the configuration.
#[derive(Debug, Error)]
pub enum Problem {
    /// The value of an option.
    #[error("{option}: {fault}")]
    Option {
        /// The option.
        option: Box<OptionNames>,
        /// What is wrong with its value.
        fault: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The configuration file as a whole.
    #[error("{}: {fault}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// The options do not fit together; can only be a mistake in this program.
    #[error("the options cannot be put together: {0}")]
    Merge(#[from] twelf::Error),
}

/// What is wrong with a configuration file.
#[derive(Debug, Error)]
pub enum FileFault {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// Its name does not tell its format.
    #[error("its name must end in .json, .yaml or .yml")]
    UnknownFormat,
    /// It is not JSON.
    #[error("is not valid JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It is not YAML.
    #[error("is not valid YAML: {0}")]
    Yaml(String),
    /// It holds something else than options.
    #[error("must hold options by their names")]
    NoGroup,
    /// It holds an option that does not exist.
    #[error("there is no option {key}{}", suggestion(nearest.as_deref()))]
    UnknownKey {
        /// The key, with dots between its levels.
        key: String,
        /// The most similar key that exists, if one is similar.
        nearest: Option<String>,
    },
    /// It holds a value where a group of options should be.
    #[error("{key} must hold options, not a value")]
    ValueForGroup {
        /// The key of the group.
        key: String,
    },
}

/// What is wrong with where the value of an option comes from.
#[derive(Debug, Error)]
pub enum SourceFault {
    /// The file gives it more than once.
    #[error("is given twice in the configuration file, as {first} and as {second}")]
    Twice {
        /// One spelling.
        first: String,
        /// Another.
        second: String,
    },
    /// The file holds a group where the value should be.
    #[error("must be a value, or several in a list, in the configuration file")]
    NoValue,
    /// A secret could be changed by being read as a number.
    #[error("must stand in quotes in the configuration file, so that it is read as text")]
    UnquotedSecret,
    /// The environment variable is not text.
    #[error("the value of {0} is not UTF-8")]
    NotUnicode(String),
    /// Both ways of giving a secret in the environment are used.
    #[error("{0} and {0}_FILE are both set; use one of them")]
    TwoSecrets(String),
    /// The file of a secret cannot be read.
    #[error("cannot read {path}, which {variable} names: {source}", path = path.display())]
    SecretFile {
        /// The environment variable.
        variable: String,
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file of a secret is empty.
    #[error("{path}, which {variable} names, is empty", path = path.display())]
    EmptySecretFile {
        /// The environment variable.
        variable: String,
        /// The file.
        path: PathBuf,
    },
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; is {nearest} meant?"))
}
