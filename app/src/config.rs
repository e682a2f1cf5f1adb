//! The options, from the command line, the environment and a file.
//!
//! Each option can be given in any of the three, and the first of them that does wins; below them
//! are the defaults. Here values are only collected; what they mean is for
//! [`settings`](crate::settings).

mod arguments;
mod environment;
mod error;
pub(crate) mod file;
mod layers;
mod names;
mod nearest;
mod options;

use std::path::Path;

use clap::ArgMatches;

pub use arguments::options_command;
pub use environment::Lookup;
pub use error::{ConfigError, FileFault, Problem, SourceFault};
pub use names::OptionNames;
pub use options::Options;

use layers::Layers;

/// Collects the options. `arguments` is what was found on a command line by [`options_command`].
///
/// What is wrong with files and variables is told apart from the options, so that mistakes in
/// their values can be told together with it.
pub fn load(arguments: &ArgMatches, environment: Lookup<'_>) -> (Options, Vec<Problem>) {
    let names = OptionNames::all();
    let mut problems = Vec::new();
    let mut layers = Layers::default();
    arguments::read(arguments, &names, &mut layers);
    layers.environment = environment::read(environment, &names, &mut problems);
    let path = layers.arguments.get("config_file").or(layers.environment.get("config_file"));
    if let Some(path) = path {
        layers.file = file::read(Path::new(path), &names, &mut problems);
    }
    let options = layers.merge().unwrap_or_else(|error| {
        problems.push(error.into());
        Options::default()
    });
    (options, problems)
}
