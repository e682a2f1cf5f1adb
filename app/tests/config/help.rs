use clap::error::ErrorKind;

use crate::start::Start;

#[test]
fn help_lists_every_option_with_its_variable() {
    for flag in ["--help", "-h", "-?"] {
        let error = Start::new().arg(flag).command_line_error();
        assert_eq!((error.kind(), error.exit_code()), (ErrorKind::DisplayHelp, 0), "{flag}");
        let help = error.to_string();
        for option in app::config::OptionNames::all().iter().filter(|option| option.id != "dev_host") {
            assert!(help.contains(&format!("--{}", option.flag)), "{option} is not in {help}");
            assert!(help.contains(&format!("[${}]", option.environment)), "{option} is not in {help}");
            assert_eq!(
                help.contains(&format!("[${}_FILE]", option.environment)),
                option.is_secret,
                "{option} in {help}"
            );
        }
    }
}

#[test]
fn the_readme_lists_every_option_with_its_variable() {
    let readme = include_str!("../../../README.md");
    for option in app::config::OptionNames::all() {
        assert!(option.id == "dev_host" || readme.contains(&format!("`--{}`", option.flag)), "{option}");
        assert!(readme.contains(&format!("`{}`", option.environment)), "{option}");
    }
}

#[test]
fn help_is_grouped_and_tells_defaults() {
    let help = Start::new().arg("--help").command_line_error().to_string();
    let mut rest = help.as_str();
    for heading in ["registry:", "registry.certs:", "auth:", "logger:", "audit:", "ssl:", "store:", "store.embed:"] {
        let (_, after) = rest.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("{heading} in {help}"));
        rest = after;
    }
    assert!(help.contains("(default: 80) [$RA_PORT]"), "{help}");
}

#[test]
fn help_does_not_depend_on_the_environment() {
    let plain = Start::new().arg("--help").command_line_error().to_string();
    let other = Start::new().env("RA_PORT", "81").arg("--help").command_line_error().to_string();
    assert_eq!(plain, other);
}

#[test]
fn version_tells_the_version() {
    let error = Start::new().arg("--version").command_line_error();
    assert_eq!((error.kind(), error.exit_code()), (ErrorKind::DisplayVersion, 0));
    assert!(error.to_string().contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn an_unknown_flag_is_told_with_a_similar_one() {
    let error = Start::new().arg("--registry.hosts=a").command_line_error();
    assert_eq!((error.kind(), error.exit_code()), (ErrorKind::UnknownArgument, 2));
    assert!(error.to_string().contains("--registry.host"), "{error}");
}
