//! Commands beside serving, and the options that go with them.

use app::command_line::definition;
use app::commands::Command;
use clap::error::ErrorKind;

use crate::start::Start;

#[test]
fn without_a_command_it_serves() {
    assert!(Start::new().arg("--port=81").command_line().unwrap().command.is_none());
}

#[test]
fn options_can_stand_before_a_command_and_after_it() {
    for start in [Start::new().arg("--port=81").arg("openapi"), Start::new().arg("openapi").arg("--port=81")] {
        assert!(matches!(start.command_line().unwrap().command, Some(Command::Openapi)));
        assert_eq!(start.settings().listen.port, 81);
        assert_eq!(start.settings().hostname, "localhost");
    }
    assert_eq!(Start::new().arg("--port=81").arg("openapi").arg("--port=82").settings().listen.port, 82);
}

#[test]
fn a_command_has_the_file_and_the_environment() {
    let start = Start::new().env("RA_PORT", "81").arg("openapi");
    let file = start.write("config.yml", "hostname: ra.example.org");
    let settings = start.arg(&format!("--config-file={}", file.display())).settings();
    assert_eq!((settings.listen.port, settings.hostname.as_str()), (81, "ra.example.org"));
}

#[test]
fn what_import_is_given_can_be_mixed_with_options() {
    let start =
        Start::new().arg("--port=81").arg("import").arg("old.db").arg("--apply").arg("--store.embed.path=new.db");
    assert!(matches!(start.command_line().unwrap().command, Some(Command::Import(_))));
    assert_eq!(start.settings().store.file().unwrap().to_str(), Some("new.db"));
    let error = Start::new().arg("import").command_line_error();
    assert_eq!((error.kind(), error.exit_code()), (ErrorKind::MissingRequiredArgument, 2));
    let error = Start::new().arg("import").arg("x").arg("--admin=a/b").command_line_error();
    assert_eq!((error.kind(), error.exit_code()), (ErrorKind::ValueValidation, 2));
}

#[test]
fn help_lists_the_commands() {
    let help = Start::new().arg("--help").command_line_error().to_string();
    assert!(help.starts_with("Users, groups, access rules"), "{help}");
    for command in definition().get_subcommands() {
        assert!(help.contains(&format!("\n  {}  ", command.get_name())), "{} is not in {help}", command.get_name());
    }
}

#[test]
fn the_readme_lists_every_command() {
    let readme = include_str!("../../../README.md");
    for command in definition().get_subcommands() {
        assert!(readme.contains(&format!("| `{}", command.get_name())), "{}", command.get_name());
    }
}

#[test]
fn the_help_of_a_command_tells_where_the_options_are() {
    for flag in ["--help", "-h", "-?"] {
        let error = Start::new().arg("openapi").arg(flag).command_line_error();
        assert_eq!((error.kind(), error.exit_code()), (ErrorKind::DisplayHelp, 0));
        let help = error.to_string();
        assert!(help.contains("--config-file") && help.contains("registry-admin --help"), "{help}");
        assert!(!help.contains("--registry.host"), "{help}");
    }
}

#[test]
fn an_unknown_command_is_told_with_a_similar_one() {
    let error = Start::new().arg("opnapi").command_line_error();
    assert_eq!((error.kind(), error.exit_code()), (ErrorKind::InvalidSubcommand, 2));
    assert!(error.to_string().contains("'openapi'"), "{error}");
}
