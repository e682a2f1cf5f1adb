use std::sync::Mutex;

use serde_json::Value;

use super::content::Content;
use super::http::{self, Answer, Credentials};
use super::image::digest_of;
use super::media_type::{INDEX, MANIFEST};
use super::registry::Registry;
use super::server::SERVICE;
use super::token;

/// One repository in the registry, for somebody who speaks HTTP: faster than skopeo, and able to do
/// what it cannot.
pub(crate) struct Remote {
    base: String,
    realm: String,
    credentials: (String, String),
    scope: String,
    /// Good for many requests, unlike the one in [`Registry::send`].
    token: Mutex<Option<String>>,
}

impl Remote {
    pub(crate) fn new(registry: &Registry, credentials: Credentials<'_>, repository: &str) -> Self {
        Self {
            base: registry.url(&format!("/v2/{repository}")),
            realm: registry.realm.clone(),
            credentials: (credentials.login.to_owned(), credentials.password.to_owned()),
            scope: format!("repository:{repository}:pull,push,delete"),
            token: Mutex::default(),
        }
    }

    /// Pushes a manifest and whatever it names.
    pub(crate) fn push(&self, content: &Content, reference: &str) {
        self.try_push(content, reference).unwrap().expect(201);
    }

    /// Pushes a manifest whose parts are there.
    pub(crate) fn tag(&self, content: &Content, reference: &str) {
        self.try_tag(content, reference).unwrap().expect(201);
    }

    /// Pushes all but the manifest itself.
    pub(crate) fn push_parts(&self, content: &Content) {
        self.try_push_parts(content).unwrap();
    }

    /// Deletes a manifest with all its tags.
    pub(crate) fn delete(&self, digest: &str) -> Answer {
        self.try_delete(digest).unwrap()
    }

    pub(crate) fn try_push(&self, content: &Content, reference: &str) -> Result<Answer, ureq::Error> {
        self.try_push_parts(content)?;
        self.try_tag(content, reference)
    }

    pub(crate) fn try_tag(&self, content: &Content, reference: &str) -> Result<Answer, ureq::Error> {
        let headers = [("content-type", content.media_type)];
        self.try_send("PUT", &format!("/manifests/{reference}"), &headers, Some(&content.manifest))
    }

    pub(crate) fn try_delete(&self, digest: &str) -> Result<Answer, ureq::Error> {
        self.try_send("DELETE", &format!("/manifests/{digest}"), &[], None)
    }

    fn try_push_parts(&self, content: &Content) -> Result<(), ureq::Error> {
        content.blobs.iter().try_for_each(|blob| self.try_push_blob(blob))?;
        content.children.iter().try_for_each(|child| self.try_push(child, &child.digest()).map(drop))
    }

    fn try_push_blob(&self, blob: &str) -> Result<(), ureq::Error> {
        let started = self.try_send("POST", "/blobs/uploads/", &[], None)?.expect(202);
        let (_, upload) = started.header("location").split_once(&self.base).unwrap();
        let headers = [("content-type", "application/octet-stream")];
        let end = format!("{upload}&digest={}", digest_of(blob.as_bytes()));
        self.try_send("PUT", &end, &headers, Some(blob)).map(drop)
    }

    /// A manifest, as a client gets it when it pulls.
    pub(crate) fn get(&self, reference: &str) -> Answer {
        self.look("GET", reference)
    }

    pub(crate) fn head(&self, reference: &str) -> Answer {
        self.look("HEAD", reference)
    }

    fn look(&self, method: &str, reference: &str) -> Answer {
        let accepted = format!("{MANIFEST}, {INDEX}");
        self.send(method, &format!("/manifests/{reference}"), &[("accept", &accepted)], None)
    }

    /// What a tag points to, if it exists.
    pub(crate) fn digest(&self, reference: &str) -> Option<String> {
        let answer = self.head(reference);
        (answer.status == 200).then(|| answer.header("docker-content-digest").to_owned())
    }

    pub(crate) fn tags(&self) -> Vec<String> {
        let answer = self.send("GET", "/tags/list", &[], None);
        let names = answer.json()["tags"].take();
        names.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Answer {
        self.try_send(method, path, headers, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// Fails only where there is no answer at all. A token that has expired is replaced.
    fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Result<Answer, ureq::Error> {
        let url = format!("{}{path}", self.base);
        let ask = || {
            let bearer = format!("Bearer {}", self.token());
            let headers = [&[("authorization", bearer.as_str())], headers].concat();
            http::try_send(method, &url, &headers, body.map(str::to_owned))
        };
        let answer = ask()?;
        if answer.status != 401 {
            return Ok(answer);
        }
        *self.token.lock().unwrap() = None;
        ask()
    }

    fn token(&self) -> String {
        let (login, password) = &self.credentials;
        let mut token = self.token.lock().unwrap();
        let fetch = || {
            let answer = token::ask_at(&self.realm, Some(Credentials { login, password }), SERVICE, &[&self.scope]);
            answer.expect(200).json()["token"].as_str().unwrap().to_owned()
        };
        token.get_or_insert_with(fetch).clone()
    }
}
