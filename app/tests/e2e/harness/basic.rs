use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::http::{self, Answer, Credentials};
use super::process::free_port;
use super::registry::{Auth, Registry, Setup};
use super::server::Server;
use super::skopeo::Skopeo;

/// Who the server is to the registry.
pub(crate) const OWN: Credentials<'_> = Credentials { login: "registry-admin", password: "of the server: itself" };

/// A server that keeps the htpasswd file of a registry, and that registry.
pub(crate) struct BasicStage {
    pub(crate) registry: Registry,
    pub(crate) server: Server,
    pub(crate) folder: TempDir,
}

impl BasicStage {
    pub(crate) fn set() -> Self {
        Self::notified_by(None, |_| {})
    }

    /// The registry notifies the server in the name of somebody, after `preparation`.
    pub(crate) fn notified_by(notifier: Option<Credentials<'_>>, preparation: impl FnOnce(&Server)) -> Self {
        let folder = TempDir::new().unwrap();
        let port = free_port();
        let server = Server::start(&texts(&options(&folder, port, OWN)));
        preparation(&server);
        let setup = Setup { notifier, deletes: true, tls: None };
        let registry = Registry::start_with(port, &server.issuer(), &Auth::Htpasswd(htpasswd(&folder)), setup);
        Self { registry, server, folder }
    }

    /// What the server was started with.
    pub(crate) fn options(&self) -> Vec<String> {
        options(&self.folder, self.registry.port(), OWN)
    }

    pub(crate) fn htpasswd(&self) -> PathBuf {
        htpasswd(&self.folder)
    }

    /// The logins in the file.
    pub(crate) fn logins(&self) -> Vec<String> {
        let text = fs::read_to_string(self.htpasswd()).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| line.split(':').next().unwrap().to_owned()).collect()
    }

    pub(crate) fn skopeo<'a>(&self, credentials: Credentials<'a>) -> Skopeo<'a> {
        Skopeo::new(self.registry.host(), Some(credentials))
    }

    /// What the registry says to somebody at its front door.
    pub(crate) fn knock(&self, credentials: Credentials<'_>) -> Answer {
        http::send("GET", &self.registry.url("/v2/"), &[("authorization", &credentials.basic())], None)
    }

    #[track_caller]
    pub(crate) fn admits(&self, credentials: Credentials<'_>) {
        self.knock(credentials).expect(200);
    }

    #[track_caller]
    pub(crate) fn refuses(&self, credentials: Credentials<'_>) {
        self.knock(credentials).expect(401);
    }
}

/// What makes a server keep the file `htpasswd` in `folder`, for a registry on `port`.
pub(crate) fn options(folder: &TempDir, port: u16, own: Credentials<'_>) -> Vec<String> {
    vec![
        "--registry.auth-type=basic".to_owned(),
        "--registry.host=http://127.0.0.1".to_owned(),
        format!("--registry.port={port}"),
        format!("--registry.htpasswd={}", htpasswd(folder).display()),
        format!("--registry.login={}", own.login),
        format!("--registry.password={}", own.password),
    ]
}

pub(crate) fn htpasswd(folder: &TempDir) -> PathBuf {
    folder.path().join("htpasswd")
}

pub(crate) fn texts(options: &[String]) -> Vec<&str> {
    options.iter().map(String::as_str).collect()
}
