use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::database::Database;
use crate::programs::{as_somebody, folder, give, program};

/// Starts a server, says so, and waits for a word. Without one, since whoever should say it is gone,
/// the folder goes as well.
const KEEPER: &str = r#"
    "$1/pg_ctl" --pgdata="$2/data" --log="$2/log" --wait start >/dev/null || exit
    echo ready
    read -r how || how=immediate
    "$1/pg_ctl" --pgdata="$2/data" --mode="$how" --wait stop >/dev/null
    [ "$how" != immediate ] || rm -rf "$2"
"#;

/// A server that listens on a socket in a folder of its own.
pub struct Server {
    folder: TempDir,
    keeper: Option<Child>,
}

impl Server {
    /// Starts one with these settings, each as it stands in `postgresql.conf`.
    pub fn start(settings: &[&str]) -> Self {
        let folder = TempDir::with_prefix("postgres-").unwrap();
        give(folder.path());
        let data = folder.path().join("data");
        let made = program("initdb")
            .args(["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", "--auth=trust"])
            .args(["--pgdata".as_ref(), data.as_os_str()])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let own = format!("listen_addresses=''\nunix_socket_directories='{}'", folder.path().display());
        let own = [own.as_str(), "max_connections=300", "shared_buffers=32MB"];
        let mut configuration = fs::OpenOptions::new().append(true).open(data.join("postgresql.conf")).unwrap();
        writeln!(configuration, "{}", [&own, settings].concat().join("\n")).unwrap();
        let mut server = Self { folder, keeper: None };
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

    /// A new and empty database.
    pub fn database(&self) -> Database {
        Database::create(self.folder())
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
