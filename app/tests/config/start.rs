use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use app::config;
use app::settings::{Settings, SettingsError};
use serde_json::Value;
use tempfile::TempDir;

/// A start of the program, with nothing but what a test gives it.
pub(crate) struct Start {
    arguments: Vec<OsString>,
    environment: HashMap<String, OsString>,
    directory: TempDir,
}

impl Start {
    pub(crate) fn new() -> Self {
        Self {
            arguments: vec!["registry-admin".into()],
            environment: HashMap::from([("HOME".to_owned(), "/home/ra".into())]),
            directory: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn arg(mut self, argument: &str) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.environment.remove(name);
        self
    }

    /// Writes a file beside the others of this start; tells its path.
    pub(crate) fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// With a configuration file.
    pub(crate) fn file(self, name: &str, content: &str) -> Self {
        let path = self.write(name, content);
        self.env("RA_CONFIG_FILE", path)
    }

    pub(crate) fn yaml(self, content: &str) -> Self {
        self.file("config.yml", content)
    }

    pub(crate) fn load(&self) -> Result<Settings, SettingsError> {
        Settings::load(self.arguments.clone(), &|name| self.environment.get(name).cloned())
    }

    pub(crate) fn settings(&self) -> Settings {
        self.load().unwrap_or_else(|error| panic!("{error}"))
    }

    /// What is wrong with the configuration, one line for each problem.
    pub(crate) fn problems(&self) -> Vec<String> {
        match self.load() {
            Err(SettingsError::Config(error)) => error.problems.iter().map(ToString::to_string).collect(),
            Err(SettingsError::CommandLine(error)) => panic!("{error}"),
            Ok(_) => Vec::new(),
        }
    }

    pub(crate) fn command_line_error(&self) -> clap::Error {
        match self.load() {
            Err(SettingsError::CommandLine(error)) => error,
            Err(SettingsError::Config(error)) => panic!("{error}"),
            Ok(settings) => panic!("{settings:?}"),
        }
    }

    /// The options as text, before they are checked.
    pub(crate) fn options(&self) -> Value {
        let (options, problems) =
            config::load(self.arguments.clone(), &|name| self.environment.get(name).cloned()).unwrap();
        assert!(problems.is_empty(), "{problems:?}");
        serde_json::to_value(options).unwrap()
    }
}
