use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use tempfile::TempDir;

use super::http::Credentials;
use super::image;
use super::process::{Outcome, Process};
use super::shared::Shared;
use super::wait::until;

/// A Docker engine of our own, apart from the machine's. It makes no networks: a container has the machine's or none.
struct Engine {
    daemon: Process,
    folder: TempDir,
}

/// Why there is no engine.
type Missing = String;

static ENGINE: Shared<Result<Engine, Missing>> = Shared::new();

impl Engine {
    fn start() -> Result<Self, Missing> {
        let is_root = Outcome::of(Command::new("id").arg("-u")).text.trim() == "0";
        if !is_root || Command::new("dockerd").arg("--version").output().is_err() {
            return Err("it takes root and an installed dockerd".to_owned());
        }
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let mut dockerd = Command::new("dockerd");
        dockerd
            .args(["--bridge=none", "--iptables=false", "--ip-masq=false", "--storage-driver=vfs"])
            .arg(format!("--data-root={}", at("data")))
            .arg(format!("--exec-root={}", at("exec")))
            .arg(format!("--pidfile={}", at("pid")))
            .arg(format!("--host=unix://{}", at("socket")));
        let mut engine = Self { daemon: Process::start(&mut dockerd, &folder.path().join("log")), folder };
        let has_started = until("the Docker engine starts", || {
            let has_ended = engine.daemon.has_ended();
            let answers = Outcome::of(engine.client().arg("version")).ok;
            (answers || has_ended).then_some(answers)
        });
        if has_started { Ok(engine) } else { Err(engine.daemon.log()) }
    }

    fn client(&self) -> Command {
        let mut command = Command::new("docker");
        command.arg("--host").arg(format!("unix://{}", self.folder.path().join("socket").display()));
        command
    }
}

impl Drop for Engine {
    /// Killed, it would leave its containerd behind. The networks of its containers stay mounted, and so
    /// would its folder stay.
    fn drop(&mut self) {
        if !self.daemon.has_ended() {
            self.daemon.terminate();
        }
        let mounts = fs::read_to_string("/proc/self/mounts").unwrap();
        let mounts = mounts.lines().filter_map(|line| line.split(' ').nth(1));
        for mount in mounts.filter(|mount| Path::new(mount).starts_with(self.folder.path())) {
            Outcome::of(Command::new("umount").arg(mount)).expect_ok();
        }
    }
}

/// A person's docker command, with their own log-ins.
pub(crate) struct Docker {
    engine: Arc<Result<Engine, Missing>>,
    home: TempDir,
}

impl Docker {
    /// None, and a word about it, where no engine starts.
    pub(crate) fn new() -> Option<Self> {
        let engine = ENGINE.get(Engine::start);
        if let Err(missing) = engine.as_ref() {
            let mut stderr = std::io::stderr();
            std::io::Write::write_all(&mut stderr, format!("SKIPPED, no Docker engine: {missing}\n").as_bytes())
                .unwrap();
            return None;
        }
        Some(Self { engine, home: TempDir::new().unwrap() })
    }

    pub(crate) fn login(&self, registry: &str, credentials: Credentials<'_>) -> Outcome {
        let Credentials { login, password } = credentials;
        self.run(&["login", "--username", login, "--password", password, registry])
    }

    pub(crate) fn push(&self, reference: &str) -> Outcome {
        self.run(&["push", reference])
    }

    pub(crate) fn pull(&self, reference: &str) -> Outcome {
        self.run(&["pull", reference])
    }

    /// Makes a tiny image of this name in the engine.
    pub(crate) fn make(&self, reference: &str) {
        let archive = self.home.path().join("layer.tar");
        fs::write(&archive, image::tar("content", reference.as_bytes())).unwrap();
        self.run(&["import", &archive.display().to_string(), reference]).expect_ok();
    }

    /// Makes the engine forget an image, so that it has to be pulled.
    pub(crate) fn forget(&self, reference: &str) {
        self.run(&["image", "rm", reference]).expect_ok();
    }

    /// The file that keeps its log-ins.
    pub(crate) fn config(&self) -> PathBuf {
        self.home.path().join("config.json")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(self.command().args(arguments))
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = self.engine.as_ref().as_ref().unwrap().client();
        command.env("DOCKER_CONFIG", self.home.path());
        command
    }
}
