use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use super::authority::{Authority, Pair};
use super::https::HttpsClient;
use super::process::{Process, free_port};
use super::wait::until;

/// pebble, the ACME authority of Let's Encrypt for tests, in a world where every name is this machine.
pub(crate) struct Pebble {
    acme: Process,
    _names: Process,
    port: u16,
    management_port: u16,
    /// Who vouches for its API.
    authority: Authority,
    _folder: TempDir,
}

/// What pebbles differ in.
pub(crate) struct Habits {
    /// Where it connects to in order to verify a name.
    pub(crate) verifies_at: u16,
    /// How long its certificates are valid.
    pub(crate) seconds: u32,
}

impl Pebble {
    pub(crate) fn start(habits: &Habits) -> Self {
        let (folder, authority) = (TempDir::new().unwrap(), Authority::new());
        let [port, management_port, dns, dns_management] = [(); 4].map(|()| free_port());
        let own = |port: u16| format!("127.0.0.1:{port}");
        let Pair { certificate, key } = authority.issue();
        let config = json!({ "pebble": {
            "listenAddress": own(port),
            "managementListenAddress": own(management_port),
            "certificate": certificate,
            "privateKey": key,
            "httpPort": free_port(),
            "tlsPort": habits.verifies_at,
            "certificateValidityPeriod": habits.seconds,
            "domainBlocklist": [BLOCKED],
        }});
        let path = folder.path().join("config.json");
        fs::write(&path, config.to_string()).unwrap();
        let mut names = Command::new("pebble-challtestsrv");
        names.args(["-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", ""]);
        names.args(["-dns01", &own(dns), "-management", &own(dns_management)]);
        let names = Process::start(&mut names, &folder.path().join("names.log"));
        let mut acme = Command::new("pebble");
        // By default it sleeps before it verifies, and refuses some requests at random.
        acme.env("PEBBLE_VA_NOSLEEP", "1").env("PEBBLE_WFE_NONCEREJECT", "0");
        acme.arg("-config").arg(&path).args(["-dnsserver", &own(dns)]);
        let acme = Process::start(&mut acme, &folder.path().join("acme.log"));
        let pebble = Self { acme, _names: names, port, management_port, authority, _folder: folder };
        until("pebble answers", || pebble.try_roots().ok());
        pebble
    }

    /// The options for a server whose certificates come from here.
    pub(crate) fn options(&self, name: &str) -> Vec<String> {
        vec![
            "--ssl.type=auto".to_owned(),
            format!("--ssl.fqdn={name}"),
            "--ssl.acme-email=admin@example.org".to_owned(),
            format!("--ssl.acme-directory=https://localhost:{}/dir", self.port),
            format!("--ssl.acme-ca={}", self.api_root().display()),
        ]
    }

    fn api_root(&self) -> PathBuf {
        self.authority.root()
    }

    /// A client that trusts what is issued here.
    pub(crate) fn client(&self) -> HttpsClient {
        HttpsClient::trusting_pem(self.try_roots().unwrap().as_bytes())
    }

    fn try_roots(&self) -> std::io::Result<String> {
        HttpsClient::trusting(&self.api_root()).get("localhost", self.management_port, "/roots/0")
    }

    /// How many orders it got.
    pub(crate) fn orders(&self) -> usize {
        self.acme.log().matches("order \"").count()
    }

    pub(crate) fn stop(&mut self) {
        self.acme.kill();
    }

    pub(crate) fn log(&self) -> String {
        self.acme.log()
    }
}

/// A name that it gives to nobody.
pub(crate) const BLOCKED: &str = "blocked.example.org";
