use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use adapters::{
    CertificateRequest, HttpRegistry, JwtSigner, KeySet, OsEntropy, RegistryAuth, RegistryEndpoint, RegistryLimits,
    RegistryTls, SystemClock,
};
use domain::{Claims, Grant};
use ports::TokenSigner;
use serde_json::Value;
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::content::{Blob, Pushed, sha256};

pub(crate) const ISSUER: &str = "test-issuer";
const SERVICE: &str = "test-service";

/// The registry of Debian, with a storage of its own; it ends with the test.
pub(crate) struct Stock {
    pub(crate) port: u16,
    pub(crate) path_prefix: String,
    pub(crate) directory: TempDir,
    signer: Arc<JwtSigner>,
    process: Child,
}

/// How a registry differs from the usual.
#[derive(Clone, Copy, Default)]
pub(crate) struct Configuration {
    pub(crate) no_deletion: bool,
    pub(crate) htpasswd: Option<&'static str>,
    pub(crate) path_prefix: &'static str,
    pub(crate) more: &'static str,
}

impl Stock {
    pub(crate) fn start() -> Self {
        Self::start_with(Configuration::default())
    }

    pub(crate) fn start_with(configuration: Configuration) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        let files = KeySet { key: path("key"), public_key: path("public"), certificate: path("certificate") };
        let now = OffsetDateTime::now_utc();
        let signer = JwtSigner::load_or_create(&files, &CertificateRequest::default(), now).unwrap();
        std::fs::write(path("config.yml"), text_of(configuration, &directory)).unwrap();
        let mut process = Command::new("/usr/bin/docker-registry")
            .args(["serve", path("config.yml").to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(path("log")).unwrap())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        let port = loop {
            let log = std::fs::read_to_string(path("log")).unwrap();
            if let Some(port) = port_told_in(&log) {
                break port;
            }
            assert!(process.try_wait().unwrap().is_none() && Instant::now() < deadline, "{log}");
            std::thread::sleep(Duration::from_millis(10));
        };
        Self { port, path_prefix: configuration.path_prefix.into(), directory, signer: Arc::new(signer), process }
    }

    /// The client, with tokens that the registry takes.
    pub(crate) fn client(&self) -> HttpRegistry {
        self.client_with(self.token_auth(ISSUER))
    }

    pub(crate) fn client_with(&self, auth: RegistryAuth) -> HttpRegistry {
        let mut endpoint = endpoint(self.port, auth);
        endpoint.path_prefix.clone_from(&self.path_prefix);
        HttpRegistry::new(endpoint).unwrap()
    }

    pub(crate) fn token_auth(&self, issuer: &str) -> RegistryAuth {
        RegistryAuth::Token {
            signer: self.signer.clone(),
            issuer: issuer.into(),
            service: SERVICE.into(),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(OsEntropy),
        }
    }

    pub(crate) fn push_blob(&self, repository: &str, bytes: &[u8]) -> Blob {
        let digest = sha256(bytes);
        let authorization = self.authorization(repository);
        let start = self.url(&format!("{repository}/blobs/uploads/"));
        let answer = ureq::post(start).header("Authorization", &authorization).send_empty().unwrap();
        let location = answer.headers()["Location"].to_str().unwrap();
        let location =
            location.replace("http://known.elsewhere", &format!("http://127.0.0.1:{}{}", self.port, self.path_prefix));
        ureq::put(format!("{location}&digest={digest}"))
            .header("Authorization", &authorization)
            .content_type("application/octet-stream")
            .send(bytes)
            .unwrap();
        Blob { digest, size: bytes.len() }
    }

    pub(crate) fn push_manifest(&self, repository: &str, reference: &str, media_type: &str, body: &Value) -> Pushed {
        let raw = body.to_string().into_bytes();
        ureq::put(self.url(&format!("{repository}/manifests/{reference}")))
            .header("Authorization", &self.authorization(repository))
            .content_type(media_type)
            .send(raw.as_slice())
            .unwrap();
        Pushed { digest: sha256(&raw).parse().unwrap(), media_type: media_type.to_owned(), raw }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{}/v2/{path}", self.port, self.path_prefix)
    }

    fn authorization(&self, repository: &str) -> String {
        let now = OffsetDateTime::now_utc();
        let grant =
            Grant { resource_type: "repository".into(), name: repository.into(), actions: vec!["pull", "push"] };
        let claims = Claims {
            issuer: ISSUER.into(),
            subject: "a test".into(),
            audience: SERVICE.into(),
            expires_at: now + Duration::from_secs(60),
            not_before: now,
            issued_at: now,
            id: "an id".into(),
            access: vec![grant],
        };
        format!("Bearer {}", self.signer.sign(&claims).unwrap())
    }
}

impl Drop for Stock {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Where a registry of the test is.
pub(crate) fn endpoint(port: u16, auth: RegistryAuth) -> RegistryEndpoint {
    RegistryEndpoint {
        host: "127.0.0.1".into(),
        port,
        path_prefix: String::new(),
        tls: RegistryTls::Off,
        auth,
        limits: RegistryLimits::default(),
    }
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// The registry looks for a free port itself, and logs which it is.
fn port_told_in(log: &str) -> Option<u16> {
    let (_, told) = log.split_once("listening on 127.0.0.1:")?;
    told.split_once('"')?.0.parse().ok()
}

fn text_of(configuration: Configuration, directory: &TempDir) -> String {
    let directory = directory.path().display();
    let auth = match configuration.htpasswd {
        Some(line) => {
            std::fs::write(format!("{directory}/htpasswd"), line).unwrap();
            format!("htpasswd: {{realm: test, path: {directory}/htpasswd}}")
        }
        None => format!(
            "token: {{realm: 'http://127.0.0.1:1/token', service: {SERVICE}, issuer: {ISSUER}, \
             rootcertbundle: {directory}/certificate}}"
        ),
    };
    format!(
        "version: 0.1\n\
         log: {{level: info}}\n\
         storage: {{filesystem: {{rootdirectory: {directory}/data}}, delete: {{enabled: {}}}}}\n\
         http: {{addr: '127.0.0.1:0', prefix: '{}/', host: 'http://known.elsewhere'}}\n\
         auth: {{{auth}}}\n\
         {}\n",
        !configuration.no_deletion, configuration.path_prefix, configuration.more
    )
}
