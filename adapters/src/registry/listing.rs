use std::collections::HashSet;
use std::fmt::Display;
use std::str::FromStr;

use domain::RepositoryName;
use domain::catalog::TagName;
use hyper::header::LINK;
use ports::{RegistryError, RepositoryBatch};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::Client;
use super::answer::Answer;
use super::authorization::Permission;
use super::request::Request;

/// The most that a registry gives at once if it is not configured otherwise.
const FIRST_PAGE: &str = "v2/_catalog?n=1000";

/// As many as the registry is configured to give at once.
const FIRST_PAGE_OF_ANY_SIZE: &str = "v2/_catalog";

#[derive(Deserialize)]
struct CatalogPage {
    repositories: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct TagsPage {
    // Registries before 3.0 write null for none.
    tags: Option<Vec<String>>,
}

impl Client {
    pub(super) async fn repositories(&self, cursor: Option<&str>) -> Result<RepositoryBatch, RegistryError> {
        let (url, answer) = match cursor {
            Some(cursor) => {
                let url = self.follow(&self.url(FIRST_PAGE_OF_ANY_SIZE)?, cursor)?;
                (url.clone(), self.list(url, Permission::Catalog).await?)
            }
            None => self.first_repositories().await?,
        };
        let answer = answer.expect_success()?;
        let next = self.next_page(&url, &answer)?;
        if next.as_ref() == Some(&url) {
            return Err(endless(&url));
        }
        let page: CatalogPage = read(&answer)?;
        Ok(RepositoryBatch { names: known_names(page.repositories), next: next.map(|url| path_of(&url)) })
    }

    async fn first_repositories(&self) -> Result<(Url, Answer), RegistryError> {
        let url = self.url(FIRST_PAGE)?;
        let answer = self.list(url.clone(), Permission::Catalog).await?;
        if !answer.has_code("PAGINATION_NUMBER_INVALID") {
            return Ok((url, answer));
        }
        let url = self.url(FIRST_PAGE_OF_ANY_SIZE)?;
        let answer = self.list(url.clone(), Permission::Catalog).await?;
        Ok((url, answer))
    }

    pub(super) async fn tags(&self, repository: &RepositoryName) -> Result<Vec<TagName>, RegistryError> {
        let mut page_url = Some(self.url(&format!("v2/{repository}/tags/list"))?);
        let mut seen = HashSet::new();
        let mut tags = Vec::new();
        while let Some(url) = page_url {
            if !seen.insert(url.clone()) {
                return Err(endless(&url));
            }
            let answer = self.list(url.clone(), Permission::Read(repository.clone())).await?;
            let Some(answer) = answer.expect_found()? else { break };
            let page: TagsPage = read(&answer)?;
            tags.extend(known_names::<TagName>(page.tags));
            page_url = self.next_page(&url, &answer)?;
        }
        Ok(tags)
    }

    async fn list(&self, url: Url, permission: Permission) -> Result<Answer, RegistryError> {
        self.transport.send(&Request::get(url, permission)).await
    }

    /// Where the list goes on. Its URL is taken as it is, since the order of a list is the
    /// registry's secret.
    fn next_page(&self, url: &Url, answer: &Answer) -> Result<Option<Url>, RegistryError> {
        answer.headers(LINK).find_map(next_link).map(|link| self.follow(url, link)).transpose()
    }

    fn follow(&self, from: &Url, link: &str) -> Result<Url, RegistryError> {
        let elsewhere = || RegistryError::Protocol(format!("a list goes on at another host: {link}"));
        self.transport.address.follow(from, link).ok_or_else(elsewhere)
    }
}

/// The target of `Link: <target>; rel="next"` (RFC 8288).
pub(crate) fn next_link(header: &str) -> Option<&str> {
    header.split(',').find_map(|link| {
        let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = |parameter: &str| matches!(parameter.trim(), "rel=\"next\"" | "rel=next");
        parameters.split(';').any(is_next).then_some(target)
    })
}

fn path_of(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, RegistryError> {
    serde_json::from_slice(&answer.body)
        .map_err(|error| RegistryError::Protocol(format!("a list cannot be understood: {error}")))
}

fn endless(url: &Url) -> RegistryError {
    RegistryError::Protocol(format!("a list leads to where it came from: {}", path_of(url)))
}

fn known_names<T: FromStr<Err: Display>>(names: Option<Vec<String>>) -> Vec<T> {
    let parse = |name: String| {
        name.parse().inspect_err(|error| tracing::warn!(name, %error, "the registry lists a name that is none")).ok()
    };
    names.unwrap_or_default().into_iter().filter_map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_other_links() {
        let target = Some("/v2/_catalog?last=b&n=3");
        assert_eq!(next_link("</v2/_catalog?last=b&n=3>; rel=\"next\""), target);
        assert_eq!(next_link("</first>; rel=\"first\", </v2/_catalog?last=b&n=3>;rel=next"), target);
        assert_eq!(next_link("</v2/_catalog?last=b&n=3>; title=\"more\"; rel=\"next\""), target);
        for none in ["", "</x>", "</x>; rel=\"prev\"", "/x; rel=\"next\"", "<"] {
            assert_eq!(next_link(none), None, "{none}");
        }
    }
}
