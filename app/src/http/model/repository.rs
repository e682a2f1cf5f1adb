use domain::catalog::{Platform, Repository, Tag};
use poem_openapi::Object;
use poem_openapi::types::Example;
use time::OffsetDateTime;

use super::example_time;

/// A repository, with what its tags and manifests add up to.
#[derive(Debug, Object)]
#[oai(rename = "Repository", example)]
pub(in crate::http) struct RepositoryBody {
    /// Names the repository in a URL.
    id: String,
    /// Its name.
    name: String,
    /// How many tags it has.
    tags: u64,
    /// How many manifests it has, tagged or not.
    manifests: u64,
    /// The bytes it takes on disk: manifests and blobs, each counted once.
    size_bytes: u64,
    /// How often something was pulled from it.
    pulls: u64,
    /// When something was last pushed to it.
    pushed_at: Option<OffsetDateTime>,
    /// When something was last pulled from it.
    pulled_at: Option<OffsetDateTime>,
}

impl From<Repository> for RepositoryBody {
    fn from(repository: Repository) -> Self {
        Self {
            id: repository.id.to_string(),
            name: repository.name.to_string(),
            tags: repository.tags,
            manifests: repository.manifests,
            size_bytes: repository.size,
            pulls: repository.pulls,
            pushed_at: repository.pushed_at,
            pulled_at: repository.pulled_at,
        }
    }
}

impl Example for RepositoryBody {
    fn example() -> Self {
        Self {
            id: "7".to_owned(),
            name: "team/app".to_owned(),
            tags: 12,
            manifests: 30,
            size_bytes: 123_456_789,
            pulls: 345,
            pushed_at: Some(example_time()),
            pulled_at: Some(example_time()),
        }
    }
}

/// What an image runs on.
#[derive(Debug, Object)]
#[oai(rename = "Platform", skip_serializing_if_is_none)]
pub(super) struct PlatformBody {
    /// Such as `linux`.
    os: String,
    /// Such as `arm`.
    architecture: String,
    /// Such as `v7`.
    variant: Option<String>,
}

impl From<&Platform> for PlatformBody {
    fn from(platform: &Platform) -> Self {
        Self { os: platform.os.clone(), architecture: platform.architecture.clone(), variant: platform.variant.clone() }
    }
}

/// A tag, with what is known of the manifest it points to.
#[derive(Debug, Object)]
#[oai(rename = "Tag", example, skip_serializing_if_is_none)]
pub(in crate::http) struct TagBody {
    /// Names the tag in a URL.
    id: String,
    /// Where it is.
    repository: String,
    /// Its name.
    name: String,
    /// What it points to.
    digest: String,
    /// The type of the manifest.
    media_type: String,
    /// What the manifest is when it is no image.
    artifact_type: Option<String>,
    /// The bytes that pulling it moves; of an image for several platforms, of all of them.
    size_bytes: u64,
    /// What it runs on.
    platforms: Vec<PlatformBody>,
    /// When it was first seen to point there.
    pushed_at: OffsetDateTime,
    /// How often its manifest was pulled.
    pulls: u64,
    /// When its manifest was last pulled.
    pulled_at: Option<OffsetDateTime>,
}

impl From<Tag> for TagBody {
    fn from(tag: Tag) -> Self {
        Self {
            id: tag.id.to_string(),
            repository: tag.repository.to_string(),
            name: tag.name.to_string(),
            digest: tag.digest.to_string(),
            media_type: tag.media_type,
            artifact_type: tag.artifact_type,
            size_bytes: tag.size,
            platforms: tag.platforms.iter().map(PlatformBody::from).collect(),
            pushed_at: tag.pushed_at,
            pulls: tag.pulls,
            pulled_at: tag.pulled_at,
        }
    }
}

impl Example for TagBody {
    fn example() -> Self {
        Self {
            id: "42".to_owned(),
            repository: "team/app".to_owned(),
            name: "v1.2.3".to_owned(),
            digest: format!("sha256:{}", "5e".repeat(32)),
            media_type: domain::catalog::MediaType::OCI_MANIFEST.to_owned(),
            artifact_type: None,
            size_bytes: 12_345_678,
            platforms: vec![PlatformBody { os: "linux".to_owned(), architecture: "amd64".to_owned(), variant: None }],
            pushed_at: example_time(),
            pulls: 3,
            pulled_at: Some(example_time()),
        }
    }
}
