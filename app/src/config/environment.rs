//! The environment.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use super::error::SourceFault;
use super::layers::Layer;
use super::{OptionNames, Problem};

/// Looks up an environment variable; `std::env::var_os` does.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Reads the variables of all options. An empty one counts as not set, which is what
/// `VARIABLE=` in a compose file is meant to say.
pub(super) fn read(lookup: Lookup<'_>, names: &[OptionNames], problems: &mut Vec<Problem>) -> Layer {
    let mut layer = Layer::default();
    for option in names {
        match value(lookup, option) {
            Ok(value) => layer.set(&option.id, value.unwrap_or_default()),
            Err(fault) => problems.push(Problem::Option { option: Box::new(option.clone()), fault: Box::new(fault) }),
        }
    }
    layer
}

fn value(lookup: Lookup<'_>, option: &OptionNames) -> Result<Option<String>, SourceFault> {
    let direct = text(lookup, &option.environment)?;
    if !option.is_secret {
        return Ok(direct);
    }
    let variable = format!("{}_FILE", option.environment);
    match (direct, text(lookup, &variable)?) {
        (Some(_), Some(_)) => Err(SourceFault::TwoSecrets(option.environment.clone())),
        (None, Some(path)) => secret(variable, path.into()).map(Some),
        (direct, None) => Ok(direct),
    }
}

fn text(lookup: Lookup<'_>, variable: &str) -> Result<Option<String>, SourceFault> {
    match lookup(variable).map(OsString::into_string) {
        Some(Err(_)) => Err(SourceFault::NotUnicode(variable.to_owned())),
        Some(Ok(value)) => Ok(Some(value).filter(|value| !value.is_empty())),
        None => Ok(None),
    }
}

fn secret(variable: String, path: PathBuf) -> Result<String, SourceFault> {
    let content = match fs::read_to_string(&path) {
        Ok(content) => content,
        Err(source) => return Err(SourceFault::SecretFile { variable, path, source }),
    };
    // Editors end a file with a newline that nobody means to be part of the secret.
    let line = content.strip_suffix('\n').unwrap_or(&content);
    match line.strip_suffix('\r').unwrap_or(line) {
        "" => Err(SourceFault::EmptySecretFile { variable, path }),
        secret => Ok(secret.to_owned()),
    }
}
