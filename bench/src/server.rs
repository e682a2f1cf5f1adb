use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::load::Target;
use crate::{Result, usage};

pub(crate) const ADMIN: (&str, &str) = ("admin", "correct horse battery");
pub(crate) const SERVICE: &str = "container_registry";
pub(crate) const ISSUER: &str = "registry_token_issuer";

/// A running server on data of its own; it ends with its owner.
pub(crate) struct Server {
    binary: PathBuf,
    folder: TempDir,
    port: u16,
    options: Vec<String>,
    child: Child,
    /// From the start of the process to its first answer.
    pub(crate) started_in: Duration,
}

impl Server {
    /// Its data in its folder.
    pub(crate) const DATABASE: &str = "data.db";
    /// Its keys there.
    pub(crate) const KEYS: &str = "certs";

    /// The first start: nothing is there yet.
    pub(crate) fn install(binary: &Path) -> Result<Self> {
        Self::install_with(binary, TempDir::new()?, &[])
    }

    /// On what the folder holds, with more options.
    pub(crate) fn install_with(binary: &Path, folder: TempDir, options: &[String]) -> Result<Self> {
        let port = free_port()?;
        let (child, started_in) = start(binary, &folder, port, options)?;
        Ok(Self { binary: binary.to_owned(), folder, port, options: options.to_vec(), child, started_in })
    }

    /// Starts it once more on what is there.
    pub(crate) fn restart(&mut self) -> Result<()> {
        self.end()?;
        (self.child, self.started_in) = start(&self.binary, &self.folder, self.port, &self.options)?;
        Ok(())
    }

    /// The folder of its keys.
    pub(crate) fn keys(&self) -> PathBuf {
        self.folder.path().join(Self::KEYS)
    }

    /// What a registry has to trust.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.keys().join("registry_auth_ca.crt")
    }

    /// The memory it holds now.
    pub(crate) fn resident_mib(&self) -> Result<f64> {
        usage::resident_mib(self.child.id())
    }

    fn end(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Target for Server {
    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn cpu(&self) -> Result<Duration> {
        usage::cpu(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _: Result<()> = self.end();
    }
}

pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn start(binary: &Path, folder: &TempDir, port: u16, options: &[String]) -> Result<(Child, Duration)> {
    let at = |name: &str| folder.path().join(name).display().to_string();
    let begin = Instant::now();
    let mut child = Command::new(fs::canonicalize(binary)?)
        .current_dir(folder.path())
        .arg(format!("--listen=127.0.0.1:{port}"))
        .arg(format!("--store.embed.path={}", at(Server::DATABASE)))
        .arg(format!("--store.admin-password={}", ADMIN.1))
        .arg(format!("--registry.certs.path={}", at(Server::KEYS)))
        .arg(format!("--registry.service={SERVICE}"))
        .arg(format!("--registry.issuer={ISSUER}"))
        .args(options)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    while ureq::get(format!("http://127.0.0.1:{port}/readyz")).call().is_err() {
        if let Some(status) = child.try_wait()? {
            return Err(format!("the server ended instead of starting: {status}").into());
        }
        thread::sleep(Duration::from_micros(200));
    }
    Ok((child, begin.elapsed()))
}
