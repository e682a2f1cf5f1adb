use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::database::Database;
use crate::programs::{as_somebody, folder, give, program};

/// Where a server has its socket if nothing else is said.
const USUAL_PORT: u16 = 5432;

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Starts a server, says so, and waits for a word. Without one, since whoever should say it is gone,
/// the folder goes as well.
const KEEPER: &str = r#"
    "$1/pg_ctl" --pgdata="$2/data" --log="$2/log" --wait start >/dev/null || exit
    echo ready
    read -r how || how=immediate
    kill -CONT "$(head -n 1 "$2/data/postmaster.pid")"
    "$1/pg_ctl" --pgdata="$2/data" --mode="$how" --wait stop >/dev/null
    [ "$how" != immediate ] || rm -rf "$2"
"#;

/// A server that listens on a socket in a folder of its own, and on a port of this machine if it is told
/// to.
pub struct Server {
    folder: TempDir,
    port: u16,
    keeper: Option<Child>,
}

impl Server {
    /// Starts one with these settings, each as it stands in `postgresql.conf`.
    pub fn start(settings: &[&str]) -> Self {
        Self::start_at(USUAL_PORT, "", settings, &[])
    }

    /// Starts one that can be reached by TCP at 127.0.0.1, without a password.
    pub fn start_by_tcp(settings: &[&str]) -> Self {
        Self::start_at(free_port(), "127.0.0.1", settings, &[])
    }

    /// Starts one that can be reached by TCP, and by TLS with this certificate and its key.
    pub fn start_by_tls(certificate: &Path, key: &Path) -> Self {
        let files = [("server.crt", certificate), ("server.key", key)];
        Self::start_at(free_port(), "127.0.0.1", &["ssl=on"], &files)
    }

    /// With copies of these files among its data.
    fn start_at(port: u16, addresses: &str, settings: &[&str], files: &[(&str, &Path)]) -> Self {
        let folder = TempDir::with_prefix("postgres-").unwrap();
        give(folder.path());
        let data = folder.path().join("data");
        let made = program("initdb")
            .args(["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", "--auth=trust"])
            .args(["--pgdata".as_ref(), data.as_os_str()])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        for (name, file) in files {
            let copy = data.join(name);
            fs::copy(file, &copy).unwrap();
            // A key that others can read is none for the server.
            fs::set_permissions(&copy, fs::Permissions::from_mode(0o600)).unwrap();
            give(&copy);
        }
        let own = format!(
            "listen_addresses='{addresses}'\nport={port}\nunix_socket_directories='{}'",
            folder.path().display()
        );
        let own = [own.as_str(), "max_connections=300", "shared_buffers=32MB"];
        let mut configuration = fs::OpenOptions::new().append(true).open(data.join("postgresql.conf")).unwrap();
        writeln!(configuration, "{}", [&own, settings].concat().join("\n")).unwrap();
        let mut server = Self { folder, port, keeper: None };
        server.start_again();
        server
    }

    /// Starts it after it was stopped, on the same data.
    pub fn start_again(&mut self) {
        let mut command = Command::new("sh");
        command.args(["-c", KEEPER, "keeper"]).arg(folder()).arg(self.folder()).process_group(0);
        let mut keeper = as_somebody(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .current_dir(self.folder())
            .spawn()
            .unwrap();
        let mut word = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut word).unwrap();
        let log = || fs::read_to_string(self.folder().join("log")).unwrap_or_default();
        assert_eq!(word, "ready\n", "{}", log());
        self.keeper = Some(keeper);
    }

    /// Stops it; its connections are cut.
    pub fn stop(&mut self) {
        let mut keeper = self.keeper.take().unwrap();
        keeper.stdin.take().unwrap().write_all(b"fast\n").unwrap();
        assert!(keeper.wait().unwrap().success());
    }

    /// Stops it in the middle of everything, so that nobody gets an answer and no connection ends.
    pub fn freeze(&self) {
        self.send("-STOP");
    }

    /// Lets it go on after it was frozen.
    pub fn thaw(&self) {
        self.send("-CONT");
    }

    /// Sends a signal to the process that makes the others, and to all of these.
    fn send(&self, signal: &str) {
        let file = fs::read_to_string(self.folder().join("data/postmaster.pid")).unwrap();
        let first = file.lines().next().unwrap();
        let kill = |id: &str| Command::new("kill").args([signal, id]).stderr(Stdio::null()).status().unwrap();
        assert!(kill(first).success());
        let others = fs::read_to_string(format!("/proc/{first}/task/{first}/children")).unwrap();
        // Some of them may have ended meanwhile.
        for id in others.split_whitespace() {
            let _ = kill(id);
        }
    }

    /// A new and empty database.
    pub fn database(&self) -> Database {
        Database::create(self.folder(), self.port)
    }

    /// Where its socket is, among other things.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            // If it cannot be waited for, the folder is removed under it.
            let _ = keeper.wait();
        }
    }
}
