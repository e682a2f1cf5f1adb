use std::fmt;

use clap::{Arg, CommandFactory};

use super::Options;

/// What an option is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionNames {
    /// The field of [`Options`].
    pub id: String,
    /// The flag, without the dashes before it.
    pub flag: String,
    /// The environment variable.
    pub environment: String,
    /// The key in a file, with dots between its levels.
    pub key: String,
    /// Other spellings of the key.
    pub other_keys: Vec<String>,
    /// Whether its value must not be shown.
    pub is_secret: bool,
}

impl OptionNames {
    /// The names of every option, in the order of [`Options`].
    pub fn all() -> Vec<Self> {
        Options::command().get_arguments().filter_map(Self::of).collect()
    }

    fn of(arg: &Arg) -> Option<Self> {
        let flag = arg.get_long()?;
        Some(Self {
            id: arg.get_id().to_string(),
            flag: flag.to_owned(),
            environment: arg.get_env()?.to_string_lossy().into_owned(),
            key: flag.replace('-', "_"),
            other_keys: arg.get_all_aliases().into_iter().flatten().map(|alias| alias.replace('-', "_")).collect(),
            is_secret: arg.is_hide_env_values_set(),
        })
    }

    /// Every spelling of the key.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.key).chain(&self.other_keys).map(String::as_str)
    }
}

impl fmt::Display for OptionNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--{} ({}, {})", self.flag, self.environment, self.key)
    }
}
