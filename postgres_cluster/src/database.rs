use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::programs::program;

/// A database of a server's; it is removed with this value.
pub struct Database {
    name: String,
    socket: PathBuf,
    port: u16,
}

impl Database {
    pub(crate) fn create(socket: &Path, port: u16) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("store_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let database = Self { name, socket: socket.to_owned(), port };
        database.run_in("postgres", &format!("CREATE DATABASE {}", database.name));
        database
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it is connected to, as the superuser.
    pub fn url(&self) -> String {
        self.url_of("postgres", "")
    }

    /// How it is connected to as somebody, maybe with a password.
    pub fn url_of(&self, role: &str, password: &str) -> String {
        let (name, socket, port) = (&self.name, self.socket.display(), self.port);
        let secret = if password.is_empty() { String::new() } else { format!(":{password}") };
        format!("postgres://{role}{secret}@/{name}?host={socket}&port={port}")
    }

    /// How it is connected to by TCP, as the superuser and with these parameters: whatever host is named,
    /// it is this machine.
    pub fn tcp_url(&self, host: &str, parameters: &str) -> String {
        format!("postgres://postgres@{host}:{}/{}?hostaddr=127.0.0.1&{parameters}", self.port, self.name)
    }

    /// Runs statements in it; gives what they print, columns with a `|` between them.
    pub fn run(&self, statements: &str) -> String {
        self.run_in(&self.name, statements)
    }

    fn run_in(&self, database: &str, statements: &str) -> String {
        let output = self.psql(database, statements).output().unwrap();
        assert!(output.status.success(), "{statements}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    fn psql(&self, database: &str, statements: &str) -> Command {
        let mut command = program("psql");
        command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--username=postgres"]);
        command.args(["--set=ON_ERROR_STOP=1", "--dbname", database, "--command", statements]);
        command
            .arg("--port")
            .arg(self.port.to_string())
            .arg("--host")
            .arg(&self.socket)
            .current_dir("/")
            .env("PGCONNECT_TIMEOUT", "10");
        command
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // The server may be stopped, and takes the database with it.
        let _ = self.psql("postgres", &format!("DROP DATABASE {} WITH (FORCE)", self.name)).output();
    }
}
