use std::fs::{self, File};
use std::net::TcpListener;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use super::http;
use super::wait::until;

/// A process that ends with its owner.
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it with everything it prints going to `log`.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Self {
        let output = File::create(log).unwrap();
        command.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Self { child, log: log.to_owned() }
    }

    /// By which the system knows it.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// How many bytes of memory it has (proc(5), `VmRSS`).
    pub(crate) fn memory(&self) -> u64 {
        self.status("VmRSS:") * 1024
    }

    pub(crate) fn threads(&self) -> u64 {
        self.status("Threads:")
    }

    /// A number in proc(5), `status`.
    fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    pub(crate) fn open_files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// What it has printed.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// `kill -9`: it has no time for anything.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn terminate(&mut self) {
        Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        until("the process ends", || self.has_ended().then_some(()));
    }

    /// Waits until it answers at `url`, or has ended without.
    fn answers(&mut self, url: &str) -> bool {
        let ready = |status: u16| status < 500;
        until(&format!("{url} answers"), || match self.has_ended() {
            true => Some(false),
            false => http::try_get(url).is_ok_and(|answer| ready(answer.status)).then_some(true),
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !self.has_ended() {
            self.kill();
        }
    }
}

/// Starts a server on a free port and waits until it answers at `path`. Another process may take
/// the port in between; then it is tried on another one.
pub(crate) fn start_on_free_port(path: &str, start: impl Fn(u16) -> Process) -> (Process, u16) {
    const TRIES: usize = 3;
    let mut log = String::new();
    for _ in 0..TRIES {
        let port = free_port();
        let mut process = start(port);
        if process.answers(&format!("http://127.0.0.1:{port}{path}")) {
            return (process, port);
        }
        log = process.log();
    }
    panic!("it does not start: {log}");
}

/// Starts a server again where it was.
pub(crate) fn start_on_port(port: u16, path: &str, start: impl Fn(u16) -> Process) -> Process {
    let mut process = start(port);
    assert!(process.answers(&format!("http://127.0.0.1:{port}{path}")), "it does not start again: {}", process.log());
    process
}

/// A port below those that the system gives to outgoing connections: these come and go, and a server
/// that is started again would not find its own free.
pub(crate) fn free_port() -> u16 {
    const PORTS: Range<u16> = 20_000..32_000;
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    // Test programs that run at the same time begin apart from each other.
    let first = process::id().wrapping_mul(97);
    loop {
        let place = first.wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed)) as usize % PORTS.len();
        let port = PORTS.start + u16::try_from(place).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// How a command ended, and all it printed.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) ok: bool,
    pub(crate) text: String,
}

impl Outcome {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let text = [output.stdout, output.stderr].concat();
        Self { ok: output.status.success(), text: String::from_utf8_lossy(&text).into_owned() }
    }

    /// `yes`, `no` when it was not allowed, and whatever it said when it failed for any other reason.
    pub(crate) fn verdict(&self) -> &str {
        const REFUSALS: [&str; 5] =
            ["denied", "unauthorized", "(401 Unauthorized)", "403 (Forbidden)", "invalid username/password"];
        match self.ok {
            true => "yes",
            false if REFUSALS.iter().any(|refusal| self.text.contains(refusal)) => "no",
            false => &self.text,
        }
    }

    #[track_caller]
    pub(crate) fn expect_ok(self) -> String {
        assert!(self.ok, "{}", self.text);
        self.text
    }

    #[track_caller]
    pub(crate) fn expect_refused(self) -> String {
        assert_eq!(self.verdict(), "no");
        self.text
    }
}
