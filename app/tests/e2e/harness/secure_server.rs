use std::path::PathBuf;
use std::process::Command;

use super::catalog::EVENTS;
use super::data::Data;
use super::process::{Process, free_port, start_on_free_port, start_on_port};
use super::program::{Ended, binary, call};
use super::server::{ADMIN, Issuer};

const READY: &str = "/readyz";

/// The real binary serving HTTPS as `localhost`, on data of its own. Its admin is [`ADMIN`].
pub(crate) struct SecureServer {
    process: Process,
    http_port: u16,
    https_port: u16,
    options: Vec<String>,
    data: Data,
}

impl SecureServer {
    /// `options` say where the certificate comes from.
    pub(crate) fn start(options: &[String]) -> Self {
        Self::start_on(free_port(), options)
    }

    pub(crate) fn start_on(https_port: u16, options: &[String]) -> Self {
        let (data, options) = (Data::new(), options.to_vec());
        let start = |http_port| process(&data, https_port, http_port, &options);
        let (process, http_port) = start_on_free_port(READY, start);
        Self { process, http_port, https_port, options, data }
    }

    /// Ends it in an orderly way and starts it again on the same data and ports.
    pub(crate) fn restart(&mut self) {
        self.process.terminate();
        let start = |http_port| process(&self.data, self.https_port, http_port, &self.options);
        self.process = start_on_port(self.http_port, READY, start);
    }

    /// Calls the program for a command, with the options of this server.
    pub(crate) fn command(&self, command: &str) -> Ended {
        let options = arguments(&self.data, self.https_port, self.http_port, &self.options);
        call(&[vec![command.to_owned()], options].concat())
    }

    pub(crate) fn terminate(&mut self) {
        self.process.terminate();
    }

    pub(crate) fn http_port(&self) -> u16 {
        self.http_port
    }

    pub(crate) fn https_port(&self) -> u16 {
        self.https_port
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.https_port)
    }

    pub(crate) fn issuer(&self) -> Issuer {
        let certificate = self.path("certs/registry_auth_ca.crt");
        Issuer { realm: self.url("/api/v1/registry/auth"), certificate, events: self.url(EVENTS) }
    }

    /// Something in its folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.data.folder().join(name)
    }

    pub(crate) fn log(&self) -> String {
        self.process.log()
    }
}

fn process(data: &Data, https_port: u16, http_port: u16, options: &[String]) -> Process {
    let folder = data.folder();
    let mut command = Command::new(binary());
    command.current_dir(folder).args(arguments(data, https_port, http_port, options));
    Process::start(&mut command, &folder.join("server.log"))
}

fn arguments(data: &Data, https_port: u16, http_port: u16, options: &[String]) -> Vec<String> {
    let address = [
        "--listen=127.0.0.1".to_owned(),
        "--hostname=localhost".to_owned(),
        format!("--ssl.port={https_port}"),
        format!("--ssl.http-port={http_port}"),
    ];
    let admin = format!("--store.admin-password={}", ADMIN.password);
    address.into_iter().chain(data.options()).chain([admin]).chain(options.iter().cloned()).collect()
}
