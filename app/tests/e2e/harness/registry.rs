use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::http::{self, Answer, Credentials};
use super::process::{Process, start_on_free_port};
use super::server::{ISSUER, SERVICE};
use super::token;

/// A stock registry that trusts the tokens of one realm.
pub(crate) struct Registry {
    port: u16,
    _process: Process,
    _folder: TempDir,
}

impl Registry {
    pub(crate) fn start(realm: &str, certificate: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        let (process, port) = start_on_free_port("/v2/", |port| {
            let config = folder.path().join("config.yml");
            fs::write(&config, configuration(folder.path(), port, realm, certificate)).unwrap();
            Process::start(Command::new("docker-registry").arg("serve").arg(config), &folder.path().join("log"))
        });
        Self { port, _process: process, _folder: folder }
    }

    /// `host:port`, what stands before the slash in the name of an image.
    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Speaks to the registry as clients do: asks, is challenged, fetches a token and asks again.
    /// Where the realm refuses, its answer is the last.
    pub(crate) fn send(&self, credentials: Option<Credentials<'_>>, method: &str, path: &str) -> Answer {
        let url = format!("http://{}{path}", self.host());
        let challenged = http::send(method, &url, &[], None).expect(401);
        let challenge = challenged.header("www-authenticate");
        let scopes: Vec<_> = parameter(challenge, "scope").into_iter().flat_map(|scope| scope.split(' ')).collect();
        let realm = parameter(challenge, "realm").unwrap();
        let answer = token::ask_at(realm, credentials, parameter(challenge, "service").unwrap(), &scopes);
        if answer.status != 200 {
            return answer;
        }
        let bearer = format!("Bearer {}", answer.json()["token"].as_str().unwrap());
        http::send(method, &url, &[("authorization", &bearer)], None)
    }
}

/// A quoted parameter of a `WWW-Authenticate` header.
fn parameter<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = challenge.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn configuration(folder: &Path, port: u16, realm: &str, certificate: &Path) -> String {
    let (folder, certificate) = (folder.display(), certificate.display());
    format!(
        "version: 0.1
log:
  level: warn
storage:
  filesystem:
    rootdirectory: {folder}/images
  delete:
    enabled: true
http:
  addr: 127.0.0.1:{port}
auth:
  token:
    realm: {realm}
    service: {SERVICE}
    issuer: {ISSUER}
    rootcertbundle: {certificate}
"
    )
}
