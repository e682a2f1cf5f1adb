use serde_json::{Map, Value};
use twelf::Layer as Source;

use super::Options;

/// Some of the options, by their ids.
#[derive(Clone, Default)]
pub(super) struct Layer(Map<String, Value>);

impl Layer {
    /// An empty value is none: it lets a lower layer show through.
    pub(super) fn set(&mut self, id: &str, value: String) {
        if !value.is_empty() {
            self.0.insert(id.to_owned(), Value::String(value));
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id)?.as_str()
    }
}

/// Where options come from, each overriding the ones before it.
#[derive(Default)]
pub(super) struct Layers {
    pub(super) defaults: Layer,
    pub(super) file: Layer,
    pub(super) environment: Layer,
    pub(super) arguments: Layer,
}

impl Layers {
    pub(super) fn merge(self) -> Result<Options, twelf::Error> {
        // Not as twelf's own layer for clap, which takes away quotes that belong to a value.
        let sources = [self.defaults, self.file, self.environment, self.arguments]
            .map(|layer| Source::CustomFn((move || Value::Object(layer.0)).into()));
        Options::with_layers(&sources)
    }
}
