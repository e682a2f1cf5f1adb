use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::HASH;

pub(super) const ANYONE: i64 = -1000;
pub(super) const REGISTERED_USERS: i64 = -999;

/// The tables of the Go program, column by column.
const TABLES: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, login TEXT UNIQUE, name TEXT, password TEXT,
        role TEXT, user_group INTEGER, disabled INTEGER, description TEXT);
    CREATE TABLE groups (id INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, name TEXT UNIQUE, description TEXT);
    CREATE TABLE access (id INTEGER PRIMARY KEY AUTOINCREMENT, owner_id INTEGER NOT NULL, is_group INTEGER, name TEXT,
        resource_type TEXT, resource_name TEXT, action TEXT, disabled INTEGER,
        UNIQUE (owner_id, resource_type, resource_name, action));
    CREATE TABLE repositories (id INTEGER PRIMARY KEY AUTOINCREMENT,
        repository_name INTEGER NOT NULL CHECK (repository_name <> ''), tag TEXT NOT NULL CHECK (tag <> ''),
        digest TEXT NOT NULL CHECK (digest <> ''), config_digest TEXT NOT NULL CHECK (config_digest <> ''),
        size INTEGER, pull_counter INTEGER, timestamp INTEGER, raw TEXT, UNIQUE (repository_name, tag));";

/// What is in a database of the Go program. Every password is [`crate::harness::api::PASSWORD`].
#[derive(Default)]
pub(super) struct Database {
    pub(super) users: Vec<User>,
    pub(super) groups: Vec<(i64, String)>,
    pub(super) accesses: Vec<Access>,
}

pub(super) struct User {
    pub(super) id: i64,
    pub(super) login: String,
    pub(super) role: &'static str,
    pub(super) group: i64,
    pub(super) disabled: bool,
}

pub(super) struct Access {
    pub(super) id: i64,
    pub(super) owner: i64,
    pub(super) is_group: bool,
    pub(super) resource_type: &'static str,
    pub(super) resource_name: String,
    pub(super) action: &'static str,
    pub(super) disabled: bool,
}

impl Database {
    /// With an admin, alice in the group `default`, and a group.
    pub(super) fn small() -> Self {
        let user = |id, login: &str, role| User { id, login: login.to_owned(), role, group: 1, disabled: false };
        let users = vec![user(1, "admin", "admin"), user(2, "alice", "user")];
        Self { users, groups: vec![(1, "default".to_owned())], accesses: Vec::new() }
    }

    pub(super) fn allow(mut self, owner: i64, resource_name: &str, action: &'static str) -> Self {
        let id = i64::try_from(self.accesses.len()).unwrap() + 1;
        let (resource_type, resource_name) = ("repository", resource_name.to_owned());
        let access = Access { id, owner, is_group: false, resource_type, resource_name, action, disabled: false };
        self.accesses.push(access);
        self
    }

    pub(super) fn write(&self, path: &Path) {
        let mut script = format!("BEGIN; {TABLES}\n");
        for User { id, login, role, group, disabled } in &self.users {
            let login = login.replace('\'', "''");
            script += &format!(
                "INSERT INTO users VALUES ({id}, '{login}', 'Name of {login}', '{HASH}', '{role}', {group}, {disabled}, '');\n"
            );
        }
        for (id, name) in &self.groups {
            script += &format!("INSERT INTO groups VALUES ({id}, '{name}', 'A group');\n");
        }
        for Access { id, owner, is_group, resource_type, resource_name, action, disabled } in &self.accesses {
            script += &format!(
                "INSERT INTO access VALUES ({id}, {owner}, {is_group}, 'Rule of {owner}', '{resource_type}', \
                 '{resource_name}', '{action}', {disabled});\n"
            );
        }
        sqlite(path, &format!("{script} COMMIT;"));
    }
}

pub(super) fn sqlite(path: &Path, script: &str) {
    let mut sqlite = Command::new("sqlite3").arg("-bail").arg(path).stdin(Stdio::piped()).spawn().unwrap();
    sqlite.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    assert!(sqlite.wait().unwrap().success());
}
