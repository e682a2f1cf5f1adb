//! The options on the command line.

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory};

use super::layers::{Layer, Layers};
use super::{OptionNames, Options};

/// Puts what was given into the layer of arguments, and what was not into that of defaults. An option
/// may stand before a command and after it; what stands later counts.
pub(super) fn read(matches: &ArgMatches, names: &[OptionNames], layers: &mut Layers) {
    let mut level = Some(matches);
    while let Some(matches) = level {
        for option in names {
            let layer = match matches.value_source(&option.id) {
                Some(ValueSource::CommandLine) => &mut layers.arguments,
                Some(ValueSource::DefaultValue) => &mut layers.defaults,
                _ => continue,
            };
            set(layer, option, matches);
        }
        level = matches.subcommand().map(|(_, inner)| inner);
    }
}

fn set(layer: &mut Layer, option: &OptionNames, matches: &ArgMatches) {
    let values = matches.get_many::<String>(&option.id).into_iter().flatten().map(String::as_str);
    layer.set(&option.id, values.collect::<Vec<_>>().join(","));
}

/// The groups of options, as headings of the help.
const GROUPS: [&str; 9] =
    ["registry", "registry.certs", "auth", "logger", "audit", "ssl", "store", "store.embed", "store.postgres"];

/// The program with its options, as it is shown and parsed.
pub fn options_command() -> Command {
    let help = Arg::new("help").short('h').short_alias('?').long("help").action(ArgAction::Help).global(true);
    Options::command()
        .mut_args(|arg| mention_variable(put_in_group(arg)))
        .arg(help.help("Show this help message (also -?)"))
        .max_term_width(120)
}

fn put_in_group(arg: Arg) -> Arg {
    let group = arg.get_long().and_then(|flag| flag.rsplit_once('.')).map(|(group, _)| group);
    match GROUPS.into_iter().find(|known| Some(*known) == group) {
        Some(heading) => arg.help_heading(heading),
        None => arg,
    }
}

/// The environment is read elsewhere, from wherever the caller says; here it only gets mentioned.
fn mention_variable(arg: Arg) -> Arg {
    let Some(variable) = arg.get_env().map(|name| name.to_string_lossy().into_owned()) else { return arg };
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let defaults = arg.get_default_values().iter().map(|value| format!(" (default: {})", value.to_string_lossy()));
    let default: String = defaults.collect();
    let file = if arg.is_hide_env_values_set() { format!(" [${variable}_FILE]") } else { String::new() };
    arg.help(format!("{help}{default} [${variable}]{file}"))
        .hide_default_value(true)
        .value_name("VALUE")
        .env(None::<&str>)
}
