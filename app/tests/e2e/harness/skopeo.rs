use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::http::Credentials;
use super::image::Image;
use super::process::Outcome;

/// skopeo, in the name of somebody or nobody.
pub(crate) struct Skopeo<'a> {
    registry: String,
    credentials: Option<Credentials<'a>>,
    /// Holds the log-ins; whatever the machine's user has must not help.
    folder: TempDir,
}

impl<'a> Skopeo<'a> {
    pub(crate) fn new(registry: String, credentials: Option<Credentials<'a>>) -> Self {
        Self { registry, credentials, folder: TempDir::new().unwrap() }
    }

    pub(crate) fn login(&self) -> Outcome {
        let Credentials { login, password } = self.credentials.unwrap();
        let arguments = ["login", "--tls-verify=false", "--username", login, "--password", password, &self.registry];
        Outcome::of(self.command().args(arguments))
    }

    /// Pushes an image, or an index with all its images, byte for byte.
    pub(crate) fn push(&self, image: &Image, reference: &str) -> Outcome {
        let mut command = self.copy("dest");
        Outcome::of(command.arg(image.location()).arg(self.remote(reference)))
    }

    /// Pulls an image, or an index with all its images, into an empty folder, which then holds its
    /// `manifest.json`.
    pub(crate) fn pull(&self, reference: &str, into: &Path) -> Outcome {
        let mut command = self.copy("src");
        Outcome::of(command.arg(self.remote(reference)).arg(format!("dir:{}", into.display())))
    }

    pub(crate) fn delete(&self, reference: &str) -> Outcome {
        let mut command = self.command();
        command.args(["delete", "--tls-verify=false"]).arg(self.credentials(""));
        Outcome::of(command.arg(self.remote(reference)))
    }

    pub(crate) fn tags(&self, repository: &str) -> Outcome {
        let mut command = self.command();
        command.args(["list-tags", "--tls-verify=false"]).arg(self.credentials(""));
        Outcome::of(command.arg(self.remote(repository)))
    }

    fn command(&self) -> Command {
        let mut command = Command::new("skopeo");
        command.env("REGISTRY_AUTH_FILE", self.folder.path().join("auth.json")).arg("--insecure-policy");
        command
    }

    /// `side` is where the registry is: `src` or `dest`.
    fn copy(&self, side: &str) -> Command {
        let mut command = self.command();
        command.args(["copy", "--quiet", "--all", "--preserve-digests"]).arg(format!("--{side}-tls-verify=false"));
        command.arg(self.credentials(&format!("{side}-")));
        command
    }

    fn credentials(&self, side: &str) -> String {
        match self.credentials {
            Some(Credentials { login, password }) => format!("--{side}creds={login}:{password}"),
            None => format!("--{side}no-creds"),
        }
    }

    fn remote(&self, reference: &str) -> String {
        format!("docker://{}/{reference}", self.registry)
    }
}
