//! Contents of a registry to test with. Digests and sizes are made of small numbers.

use std::collections::BTreeMap;

use domain::RepositoryName;
use domain::catalog::{
    Child, Content, Descriptor, Digest, Manifest, ManifestEntry, MediaType, Platform, Repository, Tag, TagName,
    Visibility,
};

use super::samples::moment;
use crate::{RepositoryChanges, RepositoryFilter, RepositorySort, TagFilter, TagSort, UnitOfWork, Window};

pub(super) fn repository(name: &str) -> RepositoryName {
    name.parse().unwrap()
}

pub(super) fn tag(name: &str) -> TagName {
    name.parse().unwrap()
}

pub(super) fn digest(number: u64) -> Digest {
    format!("sha256:{number:064x}").parse().unwrap()
}

pub(super) fn platform(text: &str) -> Platform {
    let mut parts = text.split('/').map(str::to_owned);
    let (os, architecture) = (parts.next().unwrap(), parts.next().unwrap());
    Platform { os, architecture, variant: parts.next() }
}

/// What has this number, and as many bytes.
pub(super) fn descriptor(number: u64) -> Descriptor {
    Descriptor { media_type: MediaType("application/octet-stream".to_owned()), digest: digest(number), size: number }
}

fn manifest(number: u64, media_type: &str, content: Content) -> Manifest {
    Manifest {
        digest: digest(number),
        media_type: MediaType(media_type.to_owned()),
        size: number,
        content,
        artifact_type: None,
        subject: None,
        annotations: BTreeMap::new(),
    }
}

/// An image with this number, of as many bytes as that and the blobs' numbers say; the first blob is
/// its configuration.
pub(super) fn image(number: u64, blobs: &[u64]) -> Manifest {
    let (config, layers) = blobs.split_first().unwrap();
    let content = Content::Image {
        config: descriptor(*config),
        layers: layers.iter().copied().map(descriptor).collect(),
        platform: Some(platform("linux/amd64")),
    };
    manifest(number, MediaType::OCI_MANIFEST, content)
}

pub(super) fn child(number: u64, runs_on: Option<&str>) -> Child {
    Child { descriptor: descriptor(number), platform: runs_on.map(platform), annotations: BTreeMap::new() }
}

pub(super) fn index(number: u64, children: Vec<Child>) -> Manifest {
    manifest(number, MediaType::OCI_INDEX, Content::Index { children })
}

pub(super) fn opaque(number: u64) -> Manifest {
    manifest(number, "application/vnd.docker.distribution.manifest.v1+json", Content::Opaque)
}

/// Adds these manifests, and points these tags to the manifests of these numbers.
pub(super) fn adding(manifests: Vec<Manifest>, tags: &[(&str, u64)]) -> RepositoryChanges {
    let tags = tags.iter().map(|(name, number)| (tag(name), digest(*number))).collect();
    RepositoryChanges { manifests, tags, ..RepositoryChanges::default() }
}

pub(super) fn removing_manifests(numbers: &[u64]) -> RepositoryChanges {
    RepositoryChanges {
        removed_manifests: numbers.iter().copied().map(digest).collect(),
        ..RepositoryChanges::default()
    }
}

pub(super) fn removing_tags(names: &[&str]) -> RepositoryChanges {
    RepositoryChanges { removed_tags: names.iter().map(|name| tag(name)).collect(), ..RepositoryChanges::default() }
}

/// Applies changes so many microseconds after some moment.
pub(super) async fn apply(unit: &mut dyn UnitOfWork, name: &str, changes: &RepositoryChanges, at: i64) {
    unit.catalog().apply(&repository(name), changes, moment(at)).await.unwrap();
}

pub(super) async fn pull(unit: &mut dyn UnitOfWork, name: &str, number: u64, at: i64) -> bool {
    unit.catalog().count_pull(&repository(name), &digest(number), moment(at)).await.unwrap()
}

pub(super) async fn found(unit: &mut dyn UnitOfWork, name: &str) -> Repository {
    unit.catalog().repository(&repository(name)).await.unwrap().unwrap()
}

pub(super) async fn found_tag(unit: &mut dyn UnitOfWork, name: &str, tag_name: &str) -> Tag {
    unit.catalog().tag(&repository(name), &tag(tag_name)).await.unwrap().unwrap()
}

pub(super) async fn found_manifest(unit: &mut dyn UnitOfWork, name: &str, number: u64) -> Option<ManifestEntry> {
    unit.catalog().manifest(&repository(name), &digest(number)).await.unwrap()
}

pub(super) fn any_repository() -> RepositoryFilter {
    RepositoryFilter { visible: Visibility::Everything, ids: vec![], text: None }
}

pub(super) fn any_tag() -> TagFilter {
    TagFilter {
        visible: Visibility::Everything,
        ids: vec![],
        repository: None,
        text: None,
        digest: None,
        pushed_before: None,
        pushed_after: None,
    }
}

pub(super) fn seen_through(patterns: &[&str], login: Option<&str>) -> Visibility {
    Visibility::Matching {
        patterns: patterns.iter().map(|pattern| pattern.parse().unwrap()).collect(),
        login: login.map(|login| login.parse().unwrap()),
    }
}

/// The names of all repositories that a filter lets through, in this order.
pub(super) async fn repositories(
    unit: &mut dyn UnitOfWork,
    filter: &RepositoryFilter,
    order: &[(RepositorySort, crate::Direction)],
) -> Vec<String> {
    let page = unit.catalog().repositories(filter, &order.to_vec(), Window::ALL).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64);
    page.items.into_iter().map(|repository| repository.name.to_string()).collect()
}

/// All tags that a filter lets through, in this order, as `repository:tag`.
pub(super) async fn tags(
    unit: &mut dyn UnitOfWork,
    filter: &TagFilter,
    order: &[(TagSort, crate::Direction)],
) -> Vec<String> {
    let page = unit.catalog().tags(filter, &order.to_vec(), Window::ALL).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64);
    page.items.into_iter().map(|tag| format!("{}:{}", tag.repository, tag.name)).collect()
}
