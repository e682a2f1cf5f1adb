//! Looks at a set-up as a client of it does, and names what is wrong and what puts it right.
//!
//! `examination` and what it calls ask; everything else here judges what was answered, and is pure.

mod ask;
mod check;
mod examination;
mod fault;
mod greeting;
mod image;
mod notifications;
mod of_registry;
mod passwords;
mod realm;
mod registry_config;
mod report;
mod round_trip;
mod token;
mod trust;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use thiserror::Error;

use super::CommandError;
use super::password::PasswordInput;
use crate::settings::Settings;
use examination::{Account, Examination};
use registry_config::RegistryConfig;

/// What to look at, and how to tell it.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Login of an admin, in whose name a tiny image is pushed, pulled and deleted
    #[arg(long, requires = "PasswordInput")]
    login: Option<String>,
    #[command(flatten)]
    password: PasswordInput,
    /// The registry's own configuration; with it more can be told apart
    #[arg(long, value_name = "FILE")]
    registry_config: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Why not all is well.
#[derive(Debug, Error)]
pub enum DoctorError {
    /// Some checks found a fault.
    #[error("{faults} of {checks} checks found a fault")]
    Unwell {
        /// How many.
        faults: usize,
        /// Of how many.
        checks: usize,
    },
    /// The registry's configuration cannot be used.
    #[error("--registry-config {} cannot be used: {why}", .path.display())]
    RegistryConfig {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
}

impl DoctorError {
    /// Whether the program was called wrongly.
    pub(super) fn is_of_usage(&self) -> bool {
        matches!(self, Self::RegistryConfig { .. })
    }
}

impl Doctor {
    /// Tells what it found to `out`; an error if that is any fault.
    pub(super) async fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<(), CommandError> {
        let registry_config = self.registry_config.as_deref().map(read_config).transpose()?;
        let password = self.password.read()?.unwrap_or_default();
        let account = self.login.clone().map(|login| Account { login, password });
        let report = Examination::new(settings, registry_config, account).run().await;
        if self.json {
            report.write_json(out)?;
        } else {
            report.write_text(out)?;
        }
        match report.faults() {
            0 => Ok(()),
            faults => Err(DoctorError::Unwell { faults, checks: report.len() }.into()),
        }
    }
}

fn read_config(path: &Path) -> Result<RegistryConfig, DoctorError> {
    let read = fs::read_to_string(path).map_err(|error| error.to_string());
    let unusable = |why| DoctorError::RegistryConfig { path: path.to_owned(), why };
    read.and_then(|yaml| RegistryConfig::read(&yaml)).map_err(unusable)
}
