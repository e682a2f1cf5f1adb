//! The filter and the jail, by fail2ban itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::{approved, example};

/// As operators have it in their own folders, from the times of the predecessor too.
const FILTER: &str = "[Definition]\nfailregex = ^<HOST> .+\\\" 40[1,3] \\d+ .*$\nignoreregex =\n";

#[test]
fn the_filter_is_the_one_that_was_promised() {
    let filter = fs::read_to_string(example("fail2ban/filter.conf")).unwrap();
    assert_eq!(filter.split_once('\n').unwrap().1, FILTER);
}

#[test]
fn fail2ban_takes_the_filter_and_the_jail() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("fail2ban");
    approved(Command::new("cp").arg("-r").arg("/etc/fail2ban").arg(&config));
    // Jails of this machine are no concern of ours.
    for file in fs::read_dir(config.join("jail.d")).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    let log = folder.path().join("access.log");
    fs::write(&log, "").unwrap();
    fs::copy(example("fail2ban/filter.conf"), config.join("filter.d/registry-admin.conf")).unwrap();
    let jail = fs::read_to_string(example("fail2ban/jail.conf")).unwrap();
    let jail = jail.replace("/var/log/registry-admin/access.log", log.to_str().unwrap());
    fs::write(config.join("jail.d/registry-admin.conf"), jail).unwrap();

    let plan = approved(client(&config).arg("--dp"));
    assert!(plan.contains("['set', 'registry-admin', 'maxretry', 5]"), "{plan}");
    assert!(plan.contains("DOCKER-USER"), "{plan}");
    assert!(approved(client(&config).arg("--test")).contains("successful"));
}

fn client(config: &Path) -> Command {
    let mut command = Command::new("fail2ban-client");
    command.arg("-c").arg(config);
    command
}
