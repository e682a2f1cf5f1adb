use std::path::PathBuf;

use crate::config::Options;

use super::checks::{Checks, option};
use super::value;

/// The access log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logger {
    /// Whether it goes to the standard output, in short.
    pub stdout: bool,
    /// Whether it goes to a file.
    pub enabled: bool,
    /// The file.
    pub file: PathBuf,
    /// The size in bytes at which the file is rotated.
    pub max_size: u64,
    /// How many rotated files are kept.
    pub max_backups: u32,
}

impl Logger {
    pub(super) fn read(options: &Options, checks: &mut Checks) -> Self {
        Self {
            stdout: checks.required(option!(options.logger_stdout), value::switch),
            enabled: checks.required(option!(options.logger_enabled), value::switch),
            file: checks.required(option!(options.logger_file), value::path),
            max_size: checks.required(option!(options.logger_max_size), value::size),
            max_backups: checks.required(option!(options.logger_max_backups), value::count),
        }
    }
}
