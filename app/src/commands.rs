//! What the program can do beside serving, one file for each command.
//!
//! A command writes what it has to say to the output that it is given, and comes back with an error
//! if it could not do what it should.

mod audit;
mod backup;
mod completions;
mod doctor;
mod healthcheck;
mod import;
mod init;
mod man;
mod openapi;
mod password;
mod restore;
mod store;
mod user;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Subcommand;
use clap_complete::Shell;
use thiserror::Error;

use crate::config::ConfigError;
use crate::error::AppError;
use crate::settings::Settings;
use crate::wiring::{CopyError, StartError};

pub use audit::{AuditBroken, AuditCommand};
pub use doctor::{Doctor, DoctorError};
pub use healthcheck::Unhealthy;
pub use import::{ImportArguments, ImportError};
pub use init::{Init, InitError};
pub use password::PasswordSourceError;
pub use store::StoreCommand;
pub use user::UserCommand;

/// A command and what it was given.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write all that a new set-up needs into a folder
    Init(Init),
    /// List and repair accounts, right in the store; the server may be running
    #[command(subcommand)]
    User(UserCommand),
    /// Check and export what was done, right in the store; the server may be running
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Copy the store to a file; the server may be running
    Backup {
        /// The file to write
        file: PathBuf,
        /// Replace the file if it is there
        #[arg(long)]
        force: bool,
    },
    /// Put a backup in the place of the store; the server must not be running
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Move to another store
    #[command(subcommand)]
    Store(StoreCommand),
    /// Move in from the Go registry-admin, docker_auth or an htpasswd file: accounts, groups and rules
    Import(ImportArguments),
    /// Ask the running server whether it can serve, as a container's health check does
    Healthcheck,
    /// Find out what is wrong between this service and the registry, and how to put it right
    Doctor(Doctor),
    /// Print the description of the REST API (OpenAPI, YAML)
    Openapi,
    /// Print what lets a shell complete commands and options
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page (roff)
    Man,
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
    /// See [`CopyError`].
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// See [`AppError`].
    #[error(transparent)]
    App(#[from] AppError),
    /// See [`AuditBroken`].
    #[error(transparent)]
    Audit(#[from] AuditBroken),
    /// See [`ImportError`].
    #[error(transparent)]
    Import(#[from] ImportError),
    /// See [`Unhealthy`].
    #[error(transparent)]
    Unhealthy(#[from] Unhealthy),
    /// See [`DoctorError`].
    #[error(transparent)]
    Doctor(#[from] DoctorError),
    /// See [`InitError`].
    #[error(transparent)]
    Init(#[from] InitError),
    /// See [`PasswordSourceError`].
    #[error(transparent)]
    Password(#[from] PasswordSourceError),
    /// What it has to say cannot be written.
    #[error("cannot write the output")]
    Output(#[from] io::Error),
}

impl Command {
    /// Does it. Commands that need settings call for them; what people are to read goes to `out`.
    pub async fn run(
        &self,
        settings: impl FnOnce() -> Result<Settings, ConfigError>,
        out: &mut dyn Write,
    ) -> Result<(), CommandError> {
        match self {
            Self::Init(init) => init.run(settings()?, out).await,
            Self::User(command) => command.run(&settings()?, out).await,
            Self::Audit(command) => command.run(&settings()?, out).await,
            Self::Backup { file, force } => backup::run(&settings()?, file, *force, out).await,
            Self::Restore { file } => restore::run(&settings()?, file, out).await,
            Self::Store(command) => command.run(out),
            Self::Import(arguments) => arguments.run(&settings()?, out).await,
            Self::Healthcheck => Ok(healthcheck::run(&settings()?).await?),
            Self::Doctor(doctor) => doctor.run(&settings()?, out).await,
            Self::Openapi => Ok(openapi::run(out)?),
            Self::Completions { shell } => Ok(completions::run(*shell, out)?),
            Self::Man => Ok(man::run(out)?),
        }
    }
}

impl CommandError {
    /// Whether the program was called wrongly, as against having failed.
    pub fn is_of_usage(&self) -> bool {
        match self {
            Self::Config(_) | Self::Password(_) => true,
            Self::Doctor(error) => error.is_of_usage(),
            Self::Init(error) => error.is_of_usage(),
            Self::Start(error) => error.is_of_configuration(),
            Self::Copy(_) | Self::App(_) | Self::Audit(_) | Self::Import(_) | Self::Unhealthy(_) | Self::Output(_) => {
                false
            }
        }
    }
}
