//! What the program was called with: maybe a command, and options.

use std::ffi::OsString;

use clap::{Arg, ArgMatches, FromArgMatches, Subcommand};

use crate::commands::Command;
use crate::config::options_command;

/// The one option that is shown with every command, since it stands for all others.
const SHOWN_WITH_COMMANDS: &str = "config_file";

/// A command line that was understood.
#[derive(Debug)]
pub struct CommandLine {
    /// What to do beside serving; nothing is to serve.
    pub command: Option<Command>,
    /// What [`Settings::load`](crate::settings::Settings::load) takes.
    pub arguments: ArgMatches,
}

impl CommandLine {
    /// Reads a command line that begins with the name of the program. One that asks for help or the
    /// version comes as an error too; [`clap::Error::exit`] does what is usual then.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let arguments = definition().try_get_matches_from(arguments)?;
        let command = arguments.subcommand_name().map(|_| Command::from_arg_matches(&arguments)).transpose()?;
        Ok(Self { command, arguments })
    }
}

/// The program with all its commands and options. The options can stand after a command as well.
pub fn definition() -> clap::Command {
    let serving = options_command();
    let options: Vec<Arg> = serving.get_arguments().filter(|arg| !arg.is_global_set()).cloned().collect();
    let about = serving.get_about().cloned().unwrap_or_default();
    Command::augment_subcommands(serving)
        .about(about)
        .disable_help_subcommand(true)
        .after_help("Without a command it serves.")
        .mut_subcommands(|command| with_options(command, &options))
}

fn with_options(command: clap::Command, options: &[Arg]) -> clap::Command {
    let hidden = options.iter().map(|option| option.clone().hide(option.get_id() != SHOWN_WITH_COMMANDS));
    command
        .args(hidden)
        .after_help("All options of `registry-admin --help` can be given here too.")
        .mut_subcommands(|inner| with_options(inner, options))
}
