use domain::RepositoryName;
use domain::catalog::{Digest, Reference};
use hyper::header::CONTENT_TYPE;
use hyper::{Method, StatusCode};
use ports::{FetchedManifest, RegistryError};

use super::answer::Answer;
use super::authorization::Permission;
use super::request::Request;
use super::{Client, content, schema1, wire};

/// What registries take at most, and so give.
const MANIFEST_LIMIT: u64 = 4 << 20;

const CONTENT_DIGEST: &str = "docker-content-digest";

/// Every type there is. A registry that is not told the type of a manifest says that there is none,
/// or gives another one in its place.
const MANIFEST_TYPES: &str = "application/vnd.oci.image.manifest.v1+json, \
    application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.docker.distribution.manifest.v1+prettyjws, \
    application/vnd.docker.distribution.manifest.v1+json";

impl Client {
    pub(super) async fn resolve(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<Digest>, RegistryError> {
        let Some(answer) = self.ask_for_manifest(Method::HEAD, repository, reference).await? else { return Ok(None) };
        match answer.header(CONTENT_DIGEST) {
            Some(digest) => content::parse(digest).map(Some),
            None => Ok(self.manifest(repository, reference).await?.map(|found| found.manifest.digest)),
        }
    }

    pub(super) async fn manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<FetchedManifest>, RegistryError> {
        let Some(answer) = self.ask_for_manifest(Method::GET, repository, reference).await? else { return Ok(None) };
        let digest = checked_digest(&answer, reference)?;
        let manifest = wire::manifest(digest, answer.header(CONTENT_TYPE), &answer.body)?;
        Ok(Some(FetchedManifest { manifest, raw: answer.body.into() }))
    }

    async fn ask_for_manifest(
        &self,
        method: Method,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<Answer>, RegistryError> {
        let url = self.manifest_url(repository, reference)?;
        let request = Request::new(method, url, Permission::Read(repository.clone()))
            .accepting(MANIFEST_TYPES)
            .at_most(MANIFEST_LIMIT);
        self.transport.send(&request).await?.expect_found()
    }

    pub(super) async fn put_manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
        media_type: &str,
        raw: Vec<u8>,
    ) -> Result<(), RegistryError> {
        let url = self.manifest_url(repository, reference)?;
        let request =
            Request::new(Method::PUT, url, Permission::Change(repository.clone())).with_content(media_type, raw);
        self.transport.send(&request).await?.expect_success().map(|_| ())
    }

    pub(super) async fn delete_manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<bool, RegistryError> {
        let answer = self.ask_to_delete(repository, &Reference::Digest(digest.clone())).await?;
        if answer.status == StatusCode::METHOD_NOT_ALLOWED && answer.has_code("UNSUPPORTED") {
            return Err(RegistryError::DeleteDisabled);
        }
        Ok(answer.expect_found()?.is_some())
    }

    pub(super) async fn ask_to_delete(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Answer, RegistryError> {
        let url = self.manifest_url(repository, reference)?;
        self.transport.send(&Request::new(Method::DELETE, url, Permission::Change(repository.clone()))).await
    }

    fn manifest_url(&self, repository: &RepositoryName, reference: &Reference) -> Result<url::Url, RegistryError> {
        self.url(&format!("v2/{repository}/manifests/{reference}"))
    }
}

/// The digest of a manifest, by which it was asked for or which the registry says; its bytes must
/// agree with both.
fn checked_digest(answer: &Answer, reference: &Reference) -> Result<Digest, RegistryError> {
    let asked = match reference {
        Reference::Digest(digest) => Some(digest.clone()),
        Reference::Tag(_) => None,
    };
    let told = answer.header(CONTENT_DIGEST).map(content::parse).transpose()?;
    let is_schema1 = answer.header(CONTENT_TYPE).is_some_and(|media_type| media_type.starts_with(schema1::SIGNED));
    let signed = if is_schema1 { schema1::signed_part(&answer.body) } else { None };
    let identified = signed.as_deref().unwrap_or(&answer.body);
    for digest in asked.iter().chain(&told) {
        content::check(identified, digest)?;
    }
    asked.or(told).map_or_else(|| content::digest_of(identified), Ok)
}
