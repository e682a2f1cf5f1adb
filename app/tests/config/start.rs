use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use app::command_line::CommandLine;
use app::config::{self, ConfigError};
use app::settings::Settings;
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

    pub(crate) fn command_line(&self) -> Result<CommandLine, clap::Error> {
        CommandLine::parse(self.arguments.clone())
    }

    pub(crate) fn load(&self) -> Result<Settings, ConfigError> {
        Settings::load(&self.understood().arguments, &self.lookup())
    }

    pub(crate) fn settings(&self) -> Settings {
        self.load().unwrap_or_else(|error| panic!("{error}"))
    }

    /// What is wrong with the configuration, one line for each problem.
    pub(crate) fn problems(&self) -> Vec<String> {
        let problems = self.load().err().map(|error| error.problems).unwrap_or_default();
        problems.iter().map(ToString::to_string).collect()
    }

    pub(crate) fn command_line_error(&self) -> clap::Error {
        match self.command_line() {
            Err(error) => error,
            Ok(line) => panic!("{line:?}"),
        }
    }

    /// The options as text, before they are checked.
    pub(crate) fn options(&self) -> Value {
        let (options, problems) = config::load(&self.understood().arguments, &self.lookup());
        assert!(problems.is_empty(), "{problems:?}");
        serde_json::to_value(options).unwrap()
    }

    fn understood(&self) -> CommandLine {
        self.command_line().unwrap_or_else(|error| panic!("{error}"))
    }

    fn lookup(&self) -> impl Fn(&str) -> Option<OsString> {
        |name| self.environment.get(name).cloned()
    }
}
