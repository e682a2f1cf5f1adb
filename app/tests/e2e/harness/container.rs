use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use serde_json::Value;
use tempfile::TempDir;

use super::docker::Docker;
use super::http::{self, Answer};
use super::process::{Outcome, Process, start_on_free_port};
use super::shared::Shared;
use super::wait::until;

const IMAGE: &str = "registry-admin:test";

/// `Containerfile` with the program under test, in the Docker engine.
pub(crate) struct ContainerImage {
    /// Goes before the engine: the next one has nothing loaded.
    _is_loaded: Arc<()>,
    docker: Docker,
}

static LOADED: Shared<()> = Shared::new();

impl ContainerImage {
    /// None where no engine starts, see [`Docker::new`].
    pub(crate) fn new() -> Option<Self> {
        let docker = Docker::new()?;
        let loaded = LOADED.get(|| load(&docker));
        Some(Self { _is_loaded: loaded, docker })
    }

    /// What the engine knows of it.
    pub(crate) fn config(&self) -> Value {
        inspect(&self.docker, IMAGE)["Config"].clone()
    }

    /// A container that is run to its end.
    pub(crate) fn run(&self, options: &[&str], arguments: &[&str]) -> Outcome {
        self.docker.run(&[&["run", "--rm", "--network=none"], options, &[IMAGE], arguments].concat())
    }

    /// One that serves at [`Container::get`], in the machine's network.
    pub(crate) fn serve(self, folders: Folders, options: &[&str]) -> Container {
        let (process, port) = start_on_free_port("/readyz", |port| {
            let listen = format!("RA_LISTEN=127.0.0.1:{port}");
            let mounts = folders.mounts();
            let mounts: Vec<_> = mounts.iter().map(String::as_str).collect();
            self.start(&folders, &[&mounts[..], &["--network=host", "--env", &listen], options].concat())
        });
        Container { image: self, process, folders, port }
    }

    /// One that nobody can reach, with nothing but the defaults: it keeps everything in volumes that the engine makes.
    pub(crate) fn serve_alone(self, options: &[&str]) -> Container {
        let folders = Folders(TempDir::new().unwrap());
        let process = self.start(&folders, &[&["--network=none"], options].concat());
        until("the container is made", || self.docker.run(&["inspect", &folders.name()]).ok.then_some(()));
        Container { image: self, process, folders, port: 80 }
    }

    fn start(&self, folders: &Folders, options: &[&str]) -> Process {
        let name = folders.name();
        // One that could not have its port is still there.
        self.docker.run(&["rm", "--force", &name]);
        let mut command = self.docker.command();
        command.args(["run", "--name", &name]).args(options).arg(IMAGE);
        Process::start(&mut command, &folders.0.path().join("log"))
    }
}

/// Where a container keeps what it has, and what it prints; nobody else's container has the same.
pub(crate) struct Folders(TempDir);

impl Folders {
    /// Folders of this user, as README asks for.
    pub(crate) fn of(user: u32) -> Self {
        let folder = TempDir::new().unwrap();
        for name in ["certs", "data", "config"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            std::os::unix::fs::chown(folder.path().join(name), Some(user), Some(user)).unwrap();
        }
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The owners and modes of everything in `folder`, and of itself.
    pub(crate) fn owners(&self, folder: &str) -> Vec<(String, u32, u32)> {
        let folder = self.path(folder);
        let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let about = |path: PathBuf| {
            let metadata = fs::metadata(&path).unwrap();
            (path.file_name().unwrap().display().to_string(), metadata.uid(), metadata.mode() & 0o777)
        };
        let mut owners: Vec<_> = entries.chain([folder.clone()]).map(about).collect();
        owners.sort();
        owners
    }

    fn mounts(&self) -> Vec<String> {
        let mount = |name: &str| format!("--volume={}:/app/{name}", self.path(name).display());
        ["certs", "data", "config"].map(mount).to_vec()
    }

    fn name(&self) -> String {
        let name = self.0.path().file_name().unwrap().display().to_string();
        format!("ra{}", name.replace('.', "-"))
    }
}

/// A container that goes with its owner.
pub(crate) struct Container {
    image: ContainerImage,
    process: Process,
    pub(crate) folders: Folders,
    port: u16,
}

impl Container {
    pub(crate) fn get(&self, path: &str) -> Answer {
        http::send("GET", &format!("http://127.0.0.1:{}{path}", self.port), &[], None)
    }

    /// `docker exec`
    pub(crate) fn exec(&self, command: &[&str]) -> Outcome {
        self.image.docker.run(&[&["exec", &self.folders.name()], command].concat())
    }

    /// Waits for the verdict of the engine's own health checks.
    pub(crate) fn health(&self) -> String {
        until("the health check has been done", || {
            let state = &self.state()["Health"]["Status"];
            state.as_str().filter(|status| *status != "starting").map(ToOwned::to_owned)
        })
    }

    /// A line of what the kernel says of its first process, such as the one of `Uid`.
    pub(crate) fn status(&self, line: &str) -> String {
        let status = fs::read_to_string(format!("/proc/{}/status", self.state()["Pid"])).unwrap();
        let value = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
        value.unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// `docker stop`, and with what status the program ended.
    pub(crate) fn stop(&self) -> i64 {
        self.image.docker.run(&["stop", "--time=60", &self.folders.name()]).expect_ok();
        self.state()["ExitCode"].as_i64().unwrap()
    }

    pub(crate) fn log(&self) -> String {
        self.process.log()
    }

    fn state(&self) -> Value {
        inspect(&self.image.docker, &self.folders.name())["State"].clone()
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        self.image.docker.run(&["rm", "--force", "--volumes", &self.folders.name()]);
    }
}

fn inspect(docker: &Docker, name: &str) -> Value {
    let text = docker.run(&["inspect", name]).expect_ok();
    serde_json::from_str::<Value>(&text).unwrap()[0].take()
}

fn load(docker: &Docker) {
    let folder = TempDir::new().unwrap();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut make = Command::new("sh");
    make.arg(workspace.join("app/tests/e2e/harness/container_image.sh"))
        .args([&workspace.join("Containerfile"), Path::new(env!("CARGO_BIN_EXE_registry-admin")), folder.path()])
        .arg(IMAGE);
    Outcome::of(&mut make).expect_ok();
    docker.run(&["load", "--input", &folder.path().join("image.tar").display().to_string()]).expect_ok();
}
