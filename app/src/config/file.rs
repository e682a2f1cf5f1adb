//! The configuration file.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::error::{FileFault, SourceFault};
use super::layers::Layer;
use super::nearest::nearest;
use super::{OptionNames, Problem};

/// Reads the file into one flat layer.
pub(super) fn read(path: &Path, names: &[OptionNames], problems: &mut Vec<Problem>) -> Layer {
    let text = fs::read_to_string(path).map_err(FileFault::from);
    flatten(path, text.and_then(|text| parse(path, &text)), names, problems)
}

/// What is wrong with a file of this path with this text.
pub(crate) fn mistakes(path: &Path, text: &str, names: &[OptionNames]) -> Vec<Problem> {
    let mut problems = Vec::new();
    flatten(path, parse(path, text), names, &mut problems);
    problems
}

fn flatten(path: &Path, parsed: Result<Value, FileFault>, names: &[OptionNames], problems: &mut Vec<Problem>) -> Layer {
    // A file cannot name itself.
    let names = names.iter().filter(|option| option.id != "config_file").collect();
    let mut flattening = Flattening { path, names, problems, layer: Layer::default(), spelled: HashMap::new() };
    match parsed {
        Ok(Value::Null) => {}
        Ok(Value::Object(group)) => group.iter().for_each(|(key, value)| flattening.enter(normalised(key), value)),
        Ok(_) => flattening.report(FileFault::NoGroup),
        Err(fault) => flattening.report(fault),
    }
    flattening.layer
}

fn parse(path: &Path, text: &str) -> Result<Value, FileFault> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "json" => Ok(serde_json::from_str(text)?),
        "yaml" | "yml" => {
            // Without the lines around the mistake, which may hold a secret.
            serde_saphyr::from_str_with_options(text, serde_saphyr::options! { with_snippet: false })
                .map_err(|error| FileFault::Yaml(error.to_string()))
        }
        _ => Err(FileFault::UnknownFormat),
    }
}

/// Turns groups within groups into keys with dots.
struct Flattening<'a> {
    path: &'a Path,
    names: Vec<&'a OptionNames>,
    problems: &'a mut Vec<Problem>,
    layer: Layer,
    /// How each option that was met was spelled.
    spelled: HashMap<&'a str, String>,
}

impl<'a> Flattening<'a> {
    fn enter(&mut self, key: String, value: &Value) {
        match (self.find(&key), value) {
            (Some(option), value) => self.set(option, key, value),
            (None, Value::Object(group)) if !group.is_empty() => {
                group.iter().for_each(|(name, value)| self.enter(format!("{key}.{}", normalised(name)), value));
            }
            (None, Value::Object(_) | Value::Null) if self.is_group(&key) => {}
            (None, _) if self.is_group(&key) => self.report(FileFault::ValueForGroup { key }),
            (None, _) => {
                let known = self.names.iter().flat_map(|option| option.keys());
                let nearest = nearest(&key, known).map(str::to_owned);
                self.report(FileFault::UnknownKey { key, nearest });
            }
        }
    }

    fn find(&self, key: &str) -> Option<&'a OptionNames> {
        self.names.iter().copied().find(|option| option.keys().any(|known| known == key))
    }

    fn is_group(&self, key: &str) -> bool {
        self.names
            .iter()
            .flat_map(|option| option.keys())
            .any(|known| known.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')))
    }

    fn set(&mut self, option: &'a OptionNames, key: String, value: &Value) {
        let fault = match text(value) {
            Some(text) if text.is_empty() => return,
            Some(_) if option.is_secret && !value.is_string() => SourceFault::UnquotedSecret,
            None => SourceFault::NoValue,
            Some(text) => match self.spelled.insert(&option.id, key.clone()) {
                Some(first) => SourceFault::Twice { first, second: key },
                None => return self.layer.set(&option.id, text),
            },
        };
        self.problems.push(Problem::Option { option: Box::new(option.clone()), fault: Box::new(fault) });
    }

    fn report(&mut self, fault: FileFault) {
        self.problems.push(Problem::File { path: self.path.to_owned(), fault });
    }
}

fn normalised(key: &str) -> String {
    key.replace('-', "_")
}

/// A value as it would be written on the command line; none for a group.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => Some(values.iter().map(scalar).collect::<Option<Vec<_>>>()?.join(",")),
        value => scalar(value),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) => Some(value.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}
