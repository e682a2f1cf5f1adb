use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::authority::Pair;
use super::catalog::text;
use super::http::{self, Answer, Credentials};
use super::process::{Process, start_on_port};
use super::remote::Remote;
use super::server::{ADMIN, ISSUER, Issuer, SERVICE};
use super::token;

/// A stock registry that trusts the tokens of one realm, or the passwords in a file.
pub(crate) struct Registry {
    port: u16,
    pub(crate) realm: String,
    process: Process,
    folder: TempDir,
}

/// What registries differ in.
#[derive(Clone, Copy)]
pub(crate) struct Setup<'a> {
    /// In whose name it notifies the server of what happens; nobody's if it does not.
    pub(crate) notifier: Option<Credentials<'a>>,
    /// Whether it allows deletion.
    pub(crate) deletes: bool,
    /// What it is served by HTTPS with; by HTTP if there is nothing.
    pub(crate) tls: Option<&'a Pair>,
}

/// Whom a registry believes.
pub(crate) enum Auth {
    /// The server's tokens.
    Token,
    /// The passwords in this file.
    Htpasswd(PathBuf),
}

impl Registry {
    pub(crate) fn start(port: u16, issuer: &Issuer, setup: Setup<'_>) -> Self {
        Self::start_with(port, issuer, &Auth::Token, setup)
    }

    pub(crate) fn start_with(port: u16, issuer: &Issuer, auth: &Auth, setup: Setup<'_>) -> Self {
        Self::start_spoilt(port, issuer, auth, setup, |configuration| configuration)
    }

    /// With a mistake in its configuration.
    pub(crate) fn start_spoilt(
        port: u16,
        issuer: &Issuer,
        auth: &Auth,
        setup: Setup<'_>,
        spoil: impl FnOnce(String) -> String,
    ) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(config(&folder), spoil(configuration(&folder, port, issuer, auth, setup))).unwrap();
        let process = start_on_port(port, "/v2/", |_| process(&folder));
        Self { port, realm: issuer.realm.clone(), process, folder }
    }

    /// `kill -9`
    pub(crate) fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again after it was killed, on the same data and port.
    pub(crate) fn restart(&mut self) {
        self.process = start_on_port(self.port, "/v2/", |_| process(&self.folder));
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The file of its configuration.
    pub(crate) fn configuration(&self) -> PathBuf {
        config(&self.folder)
    }

    /// Makes nonsense of a blob that it keeps, as dying in the middle of writing it would.
    pub(crate) fn damage(&self, digest: &str) {
        let hex = digest.trim_start_matches("sha256:");
        let blob = format!("images/docker/registry/v2/blobs/sha256/{}/{hex}/data", &hex[..2]);
        fs::write(self.folder.path().join(blob), "damaged").unwrap();
    }

    /// Takes from a tag what it points to, as dying in the middle of writing it would.
    pub(crate) fn damage_tag(&self, repository: &str, tag: &str) {
        let link = format!("images/docker/registry/v2/repositories/{repository}/_manifests/tags/{tag}/current/link");
        fs::write(self.folder.path().join(link), "").unwrap();
    }

    /// `host:port`, what stands before the slash in the name of an image.
    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host())
    }

    /// Speaks to the registry as clients do: asks, is challenged, fetches a token and asks again.
    /// Where the realm refuses, its answer is the last.
    pub(crate) fn send(&self, credentials: Option<Credentials<'_>>, method: &str, path: &str) -> Answer {
        let challenged = http::send(method, &self.url(path), &[], None).expect(401);
        let challenge = challenged.header("www-authenticate");
        let scopes: Vec<_> = parameter(challenge, "scope").into_iter().flat_map(|scope| scope.split(' ')).collect();
        let realm = parameter(challenge, "realm").unwrap();
        let answer = token::ask_at(realm, credentials, parameter(challenge, "service").unwrap(), &scopes);
        if answer.status != 200 {
            return answer;
        }
        let bearer = format!("Bearer {}", answer.json()["token"].as_str().unwrap());
        http::send(method, &self.url(path), &[("authorization", &bearer)], None)
    }

    /// What it lists, also what is empty.
    pub(crate) fn repositories(&self) -> Vec<String> {
        let answer = self.send(Some(ADMIN), "GET", "/v2/_catalog").expect(200);
        assert_eq!(answer.header("link"), "", "all are on one page");
        answer.json()["repositories"].as_array().unwrap().iter().map(text).collect()
    }

    /// One of its repositories, for its admin.
    pub(crate) fn remote(&self, repository: &str) -> Remote {
        Remote::new(self, ADMIN, repository)
    }
}

/// A quoted parameter of a `WWW-Authenticate` header.
fn parameter<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = challenge.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn process(folder: &TempDir) -> Process {
    Process::start(Command::new("docker-registry").arg("serve").arg(config(folder)), &folder.path().join("log"))
}

fn config(folder: &TempDir) -> PathBuf {
    folder.path().join("config.yml")
}

fn configuration(folder: &TempDir, port: u16, issuer: &Issuer, auth: &Auth, setup: Setup<'_>) -> String {
    format!(
        "version: 0.1
log:
  level: warn
storage:
  filesystem:
    rootdirectory: {}/images
  delete:
    enabled: {}
http:
  addr: 127.0.0.1:{port}
{}auth:
  {}
{}",
        folder.path().display(),
        setup.deletes,
        setup.tls.map(tls).unwrap_or_default(),
        auth_section(issuer, auth),
        setup.notifier.map(|notifier| notifications(issuer, notifier)).unwrap_or_default()
    )
}

fn auth_section(issuer: &Issuer, auth: &Auth) -> String {
    match auth {
        Auth::Token => format!(
            "token:
    realm: {}
    service: {SERVICE}
    issuer: {ISSUER}
    rootcertbundle: {}",
            issuer.realm,
            issuer.certificate.display()
        ),
        Auth::Htpasswd(file) => format!("htpasswd: {{realm: {SERVICE}, path: {}}}", file.display()),
    }
}

fn tls(pair: &Pair) -> String {
    let Pair { certificate, key } = pair;
    format!("  tls: {{certificate: {}, key: {}}}\n", certificate.display(), key.display())
}

fn notifications(issuer: &Issuer, notifier: Credentials<'_>) -> String {
    format!(
        "notifications:
  events:
    includereferences: true
  endpoints:
    - name: registry-admin
      url: {}
      headers:
        Authorization: [\"{}\"]
      timeout: 1s
      threshold: 5
      backoff: 500ms
      ignore:
        mediatypes: [application/octet-stream]
",
        issuer.events,
        notifier.basic()
    )
}
