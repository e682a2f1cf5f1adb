use std::path::Path;
use std::sync::LazyLock;

use app::config::OptionNames;
use app::fuzzing;

use super::text;

static NAMES: LazyLock<Vec<OptionNames>> = LazyLock::new(OptionNames::all);

/// A configuration file in JSON.
pub(super) fn json(bytes: &[u8]) {
    read("registry-admin.json", bytes);
}

/// A configuration file in YAML.
pub(super) fn yaml(bytes: &[u8]) {
    read("registry-admin.yml", bytes);
}

/// Whatever is wrong can be told.
fn read(name: &str, bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    for problem in fuzzing::configuration(Path::new(name), text, &NAMES) {
        assert!(!problem.to_string().is_empty());
    }
}
