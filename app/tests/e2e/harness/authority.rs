use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::process::Outcome;

/// A certificate authority of its own for each test.
pub(crate) struct Authority {
    folder: TempDir,
    issued: Cell<u32>,
}

/// The files of a certificate and of its key.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// Those of a certificate for this machine.
const EXTENSIONS: [&str; 2] =
    ["basicConstraints=critical,CA:FALSE", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"];

impl Authority {
    pub(crate) fn new() -> Self {
        let authority = Self { folder: TempDir::new().unwrap(), issued: Cell::new(0) };
        make(&authority.pair("root"), None, &["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"]);
        authority
    }

    /// What clients have to trust.
    pub(crate) fn root(&self) -> PathBuf {
        self.pair("root").certificate
    }

    /// A new certificate for this machine.
    pub(crate) fn issue(&self) -> Pair {
        self.issue_with(&EXTENSIONS)
    }

    /// A new certificate for whoever has this name alone.
    pub(crate) fn issue_for(&self, name: &str) -> Pair {
        self.issue_with(&["basicConstraints=critical,CA:FALSE", &format!("subjectAltName=DNS:{name}")])
    }

    fn issue_with(&self, extensions: &[&str]) -> Pair {
        self.issued.set(self.issued.get() + 1);
        let pair = self.pair(&self.issued.get().to_string());
        make(&pair, Some(&self.pair("root")), extensions);
        pair
    }

    /// A certificate whose time is over.
    pub(crate) fn issue_expired(&self) -> Pair {
        let (pair, root) = (self.issue(), self.pair("root"));
        let (request, extensions) = (pair.certificate.with_extension("csr"), pair.certificate.with_extension("ext"));
        fs::write(&extensions, EXTENSIONS.join("\n")).unwrap();
        let mut command = Command::new("openssl");
        command.args(["x509", "-x509toreq", "-in"]).arg(&pair.certificate).arg("-signkey").arg(&pair.key);
        Outcome::of(command.arg("-out").arg(&request)).expect_ok();
        let mut command = Command::new("openssl");
        command.args(["x509", "-req", "-days", "-1", "-CAcreateserial", "-in"]).arg(&request);
        command.arg("-CA").arg(&root.certificate).arg("-CAkey").arg(&root.key).arg("-extfile").arg(&extensions);
        Outcome::of(command.arg("-out").arg(&pair.certificate)).expect_ok();
        pair
    }

    fn pair(&self, name: &str) -> Pair {
        let path = |extension| self.folder.path().join(format!("{name}.{extension}"));
        Pair { certificate: path("crt"), key: path("key") }
    }
}

impl Pair {
    /// The options for a server that serves it.
    pub(crate) fn options(&self) -> Vec<String> {
        let Self { certificate, key } = self;
        let files = [format!("--ssl.cert={}", certificate.display()), format!("--ssl.key={}", key.display())];
        ["--ssl.type=static".to_owned()].into_iter().chain(files).collect()
    }

    /// Puts copies of both into another folder.
    pub(crate) fn copied_to(&self, folder: &Path) -> Self {
        let copy = Self { certificate: folder.join("tls.crt"), key: folder.join("tls.key") };
        self.replace(&copy);
        copy
    }

    /// Overwrites another pair with this one, one file after the other.
    pub(crate) fn replace(&self, other: &Self) {
        fs::copy(&self.certificate, &other.certificate).unwrap();
        fs::copy(&self.key, &other.key).unwrap();
    }
}

/// Makes a certificate, signed by the issuer or else by itself.
fn make(pair: &Pair, issuer: Option<&Pair>, extensions: &[&str]) {
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    command.arg("-subj").arg(if issuer.is_some() { "/CN=localhost" } else { "/CN=an authority" });
    command.arg("-out").arg(&pair.certificate).arg("-keyout").arg(&pair.key);
    command.args(extensions.iter().flat_map(|extension| ["-addext", extension]));
    if let Some(issuer) = issuer {
        command.arg("-CA").arg(&issuer.certificate).arg("-CAkey").arg(&issuer.key);
    }
    Outcome::of(&mut command).expect_ok();
}
