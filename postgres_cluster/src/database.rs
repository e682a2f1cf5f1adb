use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::programs::program;

/// A database of a server's; it is removed with this value.
pub struct Database {
    name: String,
    socket: PathBuf,
}

impl Database {
    pub(crate) fn create(socket: &Path) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("store_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        run(socket, "postgres", &format!("CREATE DATABASE {name}"));
        Self { name, socket: socket.to_owned() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it is connected to, as the superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres@/{}?host={}", self.name, self.socket.display())
    }

    /// Runs statements in it; gives what they print, columns with a `|` between them.
    pub fn run(&self, statements: &str) -> String {
        run(&self.socket, &self.name, statements)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // The server may be stopped, and takes the database with it.
        let _ = psql(&self.socket, "postgres", &format!("DROP DATABASE {} WITH (FORCE)", self.name)).output();
    }
}

fn run(socket: &Path, database: &str, statements: &str) -> String {
    let output = psql(socket, database, statements).output().unwrap();
    assert!(output.status.success(), "{statements}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn psql(socket: &Path, database: &str, statements: &str) -> std::process::Command {
    let mut command = program("psql");
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--username=postgres"]);
    command.args(["--set=ON_ERROR_STOP=1", "--dbname", database, "--command", statements]);
    command.arg("--host").arg(socket).current_dir("/");
    command
}
