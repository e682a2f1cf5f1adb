use domain::RepositoryName;
use domain::catalog::Digest;
use hyper::Method;
use hyper::header::LOCATION;
use ports::RegistryError;
use url::Url;

use super::answer::Answer;
use super::authorization::Permission;
use super::request::Request;
use super::{Client, content};

/// A registry sends to its storage, and a storage perhaps to another place.
const MOST_REDIRECTS: usize = 3;

impl Client {
    pub(super) async fn blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        limit: u64,
    ) -> Result<Option<Vec<u8>>, RegistryError> {
        let url = self.url(&format!("v2/{repository}/blobs/{digest}"))?;
        let mut request = Request::get(url, Permission::Read(repository.clone())).at_most(limit);
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.transport.send(&request).await?;
            if answer.status.is_redirection() {
                request.url = target(&answer, &request.url)?;
                continue;
            }
            let Some(answer) = answer.expect_found()? else { return Ok(None) };
            content::check(&answer.body, digest)?;
            return Ok(Some(answer.body.into()));
        }
        Err(RegistryError::Protocol(format!("the blob {digest} is always somewhere else")))
    }

    pub(super) async fn upload_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        bytes: Vec<u8>,
    ) -> Result<(), RegistryError> {
        let permission = Permission::Change(repository.clone());
        let start = self.url(&format!("v2/{repository}/blobs/uploads/"))?;
        let answer = self
            .transport
            .send(&Request::new(Method::POST, start.clone(), permission.clone()))
            .await?
            .expect_success()?;
        let mut url = self.transport.address.within_reach(&target(&answer, &start)?)?;
        url.query_pairs_mut().append_pair("digest", digest.as_str());
        let upload = Request::new(Method::PUT, url, permission).with_content("application/octet-stream", bytes);
        self.transport.send(&upload).await?.expect_success().map(|_| ())
    }
}

fn target(answer: &Answer, from: &Url) -> Result<Url, RegistryError> {
    let nowhere = || RegistryError::Protocol("it sends somewhere without saying where".to_owned());
    answer.header(LOCATION).and_then(|location| from.join(location).ok()).ok_or_else(nowhere)
}
