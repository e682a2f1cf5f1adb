//! Commands that need no store.

use std::io::Write;
use std::process::{Command, Stdio};

use tempfile::NamedTempFile;

use crate::harness::Server;
use crate::harness::program::call;

#[test]
fn openapi_prints_the_description_of_the_api() {
    assert_eq!(call(&["openapi"]).printed(), include_str!("../../../openapi.yaml"));
}

#[test]
fn a_command_that_does_not_exist_is_answered_by_one_that_does() {
    let complaint = call(&["opnapi"]).complained(2);
    assert!(complaint.contains("'openapi'"), "{complaint}");
}

#[test]
fn a_health_check_tells_a_server_that_runs_from_one_that_does_not() {
    let mut server = Server::start(&[]);
    assert_eq!(server.command(&["healthcheck"]).printed(), "");
    server.kill();
    let complaint = server.command(&["healthcheck"]).complained(1);
    assert!(complaint.contains(&server.url("/readyz")) && complaint.contains("refused"), "{complaint}");
}

#[test]
fn a_health_check_with_options_that_cannot_be_used_is_a_wrong_call() {
    let complaint = call(&["healthcheck", "--port=no"]).complained(2);
    assert!(complaint.contains("RA_PORT"), "{complaint}");
}

#[test]
fn bash_completes_commands_and_options() {
    let script = call(&["completions", "bash"]).printed();
    assert_eq!(completions(&script, "hea"), ["healthcheck"]);
    assert_eq!(completions(&script, "--registry.ho"), ["--registry.host"]);
}

#[test]
fn other_shells_have_their_scripts_too() {
    for (shell, part) in [("zsh", "#compdef registry-admin"), ("fish", "complete -c registry-admin")] {
        assert!(call(&["completions", shell]).printed().contains(part), "{shell}");
    }
    assert!(call(&["completions", "powershell"]).printed().contains("Register-ArgumentCompleter"));
    let complaint = call(&["completions", "bsh"]).complained(2);
    assert!(complaint.contains("'bash'"), "{complaint}");
}

#[test]
fn the_manual_page_is_well_formed_and_has_commands_and_options() {
    let text = typeset(&call(&["man"]).printed());
    for word in ["healthcheck", "--registry.certs.path", "[$RA_STORE_ADMIN_PASSWORD_FILE]"] {
        assert!(text.contains(word), "{word} is not in {text}");
    }
}

/// What bash offers after `registry-admin` and the beginning of a word.
fn completions(script: &str, word: &str) -> Vec<String> {
    let ask = format!(
        "{script}\nCOMP_WORDS=(registry-admin {word}); COMP_CWORD=1\n\
         set -- $(complete -p registry-admin | grep -o -- '-F [^ ]*')\n\
         \"$2\" registry-admin {word} registry-admin; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    // It is too long for an argument.
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(ask.as_bytes()).unwrap();
    let output = Command::new("bash").arg(file.path()).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    String::from_utf8(output.stdout).unwrap().lines().map(ToOwned::to_owned).collect()
}

/// What a reader sees; warnings count as failures.
fn typeset(page: &str) -> String {
    let mut groff = Command::new("groff")
        .args(["-man", "-Tascii", "-ww", "-P-cbou", "-rLL=200n"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    groff.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
    let output = groff.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    String::from_utf8(output.stdout).unwrap()
}
