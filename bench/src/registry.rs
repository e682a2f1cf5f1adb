use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::Result;
use crate::load::Target;
use crate::server::{ISSUER, SERVICE, Server};

/// A running registry; it ends with its owner.
pub(crate) struct Registry {
    port: u16,
    child: Child,
}

impl Registry {
    /// On the images in the folder, trusting the server.
    pub(crate) fn start(port: u16, folder: &TempDir, server: &Server) -> Result<Self> {
        let config = folder.path().join("config.yml");
        fs::write(&config, configuration(port, folder.path(), server))?;
        let mut command = Command::new("docker-registry");
        command.arg("serve").arg(config).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut registry = Self { port, child: command.spawn()? };
        while !matches!(ureq::get(registry.url("/v2/")).call(), Err(ureq::Error::StatusCode(401))) {
            if let Some(status) = registry.child.try_wait()? {
                return Err(format!("the registry ended instead of starting: {status}").into());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(registry)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn configuration(port: u16, folder: &Path, server: &Server) -> String {
    format!(
        "version: 0.1
log:
  level: error
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: {}
http:
  addr: 127.0.0.1:{port}
auth:
  token:
    realm: {}
    service: {SERVICE}
    issuer: {ISSUER}
    rootcertbundle: {}
",
        folder.display(),
        server.url(crate::realm::REALM),
        server.certificate().display(),
    )
}
