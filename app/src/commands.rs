//! What the program can do beside serving, one file for each command.
//!
//! A command writes what it has to say to the output that it is given, and comes back with an error
//! if it could not do what it should.

mod openapi;

use std::io::{self, Write};

use clap::Subcommand;
use thiserror::Error;

use crate::config::ConfigError;
use crate::error::AppError;
use crate::settings::Settings;
use crate::wiring::StartError;

/// A command and what it was given.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the description of the REST API (OpenAPI, YAML)
    Openapi,
}

/// Why a command could not do what it should.
#[derive(Debug, Error)]
pub enum CommandError {
    /// The options have mistakes.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// See [`StartError`].
    #[error(transparent)]
    Start(#[from] StartError),
    /// See [`AppError`].
    #[error(transparent)]
    App(#[from] AppError),
    /// What it has to say cannot be written.
    #[error("cannot write the output")]
    Output(#[from] io::Error),
}

impl Command {
    /// Does it. Commands that need settings call for them; what people are to read goes to `out`.
    pub async fn run(
        &self,
        _settings: impl FnOnce() -> Result<Settings, ConfigError>,
        out: &mut dyn Write,
    ) -> Result<(), CommandError> {
        match self {
            Self::Openapi => Ok(openapi::run(out)?),
        }
    }
}

impl CommandError {
    /// Whether the program was called wrongly, as against having failed.
    pub fn is_of_usage(&self) -> bool {
        match self {
            Self::Config(_) => true,
            Self::Start(error) => error.is_of_configuration(),
            Self::App(_) | Self::Output(_) => false,
        }
    }
}
