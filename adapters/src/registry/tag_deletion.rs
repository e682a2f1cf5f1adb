use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::RepositoryName;
use domain::catalog::{Reference, TagName};
use hyper::StatusCode;
use ports::RegistryError;

use super::Client;

impl Client {
    /// Deletes a tag by its name where the registry can do that, and else by a detour.
    pub(super) async fn delete_tag(
        self: &Arc<Self>,
        repository: &RepositoryName,
        tag: &TagName,
    ) -> Result<bool, RegistryError> {
        if !self.cannot_delete_tags.load(Ordering::Relaxed) {
            let answer = self.ask_to_delete(repository, &Reference::Tag(tag.clone())).await?;
            match answer.status {
                // Registries before 3.0 take the name for a malformed digest.
                StatusCode::BAD_REQUEST => self.cannot_delete_tags.store(true, Ordering::Relaxed),
                // Either no tag can be deleted, or nothing can: the detour finds out.
                StatusCode::METHOD_NOT_ALLOWED => {}
                _ => return Ok(answer.expect_found()?.is_some()),
            }
        }
        // A detour that ends half-way leaves a tag that points to nothing useful, so it goes on even
        // if nobody waits for it any more.
        let (client, repository, tag) = (self.clone(), repository.clone(), tag.clone());
        let detour = tokio::spawn(async move {
            let _turn = client.deletions.lock().await;
            client.untag(&repository, &tag).await
        });
        detour
            .await
            .unwrap_or_else(|error| Err(RegistryError::Unavailable(format!("the tag was not deleted: {error}"))))
    }
}
