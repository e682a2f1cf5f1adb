//! The whole configuration, in both languages.

use std::fs;

use app::config::OptionNames;
use serde_json::Value;

use crate::{example, settings, yaml};

/// Where the file is cannot be said in it; a frontend under development is no concern of operators; and what is for
/// the basic mode alone has no place beside tokens.
const LEFT_OUT: [&str; 4] = ["config_file", "dev_host", "registry.login", "registry.htpasswd"];

#[test]
fn both_languages_say_the_same() {
    let json: Value =
        serde_json::from_str(&fs::read_to_string(example("configs/registry-admin.json")).unwrap()).unwrap();
    assert_eq!(json, yaml("configs/registry-admin.yml"));
    let [json, yaml] = ["configs/registry-admin.json", "configs/registry-admin.yml"].map(settings);
    assert_eq!(format!("{json:?}"), format!("{yaml:?}"));
}

#[test]
fn every_option_that_is_no_secret_is_there() {
    let file = yaml("configs/registry-admin.yml");
    for option in OptionNames::all() {
        let is_there = option.key.split('.').try_fold(&file, |level, key| level.get(key)).is_some();
        let belongs_there = !option.is_secret && !LEFT_OUT.contains(&option.key.as_str());
        assert_eq!(is_there, belongs_there, "{option}");
    }
}
