use std::collections::{BTreeMap, HashSet};

use domain::RepositoryName;
use domain::catalog::{Digest, Reference, TagName};
use ports::{Registry, RegistryError, RepositoryChanges, RepositorySnapshot};

use super::Inspector;
use super::survey::{Survey, Tags};
use super::sync_report::{Difference, Found, SyncFailure};

/// How many places may be unreadable; where there are more, it is the registry that fails.
const MOST_UNREADABLE: usize = 20;

/// What was found in a repository, and what has to be changed in the catalogue, which knows it as it
/// was `before`. What is unreadable stays there as it is.
pub(super) async fn compare(
    registry: &dyn Registry,
    inspector: &Inspector,
    repository: &RepositoryName,
    before: &RepositorySnapshot,
) -> Result<(Found, RepositoryChanges), RegistryError> {
    let known: HashSet<_> = before.manifests.iter().cloned().collect();
    let mut survey = Survey::new(registry, inspector, repository, &known, |error, others| {
        error.is_about_the_content() && others < MOST_UNREADABLE
    });
    let then: Tags = before.tags.iter().cloned().collect();
    let listed = registry.tags(repository).await?;
    let (known_tags, new_tags) = listed.into_iter().partition(|tag| then.contains_key(tag));
    let mut now = survey.tags(known_tags).await?;
    let (new_tags, read) = survey.new_tags(new_tags).await?;
    now.extend(new_tags);
    let new = survey.discover(now.values().cloned().collect(), read).await?;
    keep_unreadable(&survey, &then, &mut now);
    // What is neither known nor new was gone by the time it was asked for.
    now.retain(|_, digest| known.contains(digest) || new.contains_key(digest));
    let moved = now.iter().filter(|(tag, digest)| then.get(*tag) != Some(*digest));
    let changes = RepositoryChanges {
        tags: moved.map(|(tag, digest)| (tag.clone(), digest.clone())).collect(),
        removed_tags: then.keys().filter(|tag| !now.contains_key(*tag)).cloned().collect(),
        removed_manifests: vanished(&mut survey, before, &now).await?,
        manifests: new.into_values().collect(),
    };
    let unreadable = failures(repository, survey.unreadable());
    Ok((found(before, &then, &now, &changes, unreadable), changes))
}

/// Leaves the tags as they were that cannot be read, or point to what cannot.
fn keep_unreadable(survey: &Survey<'_>, then: &Tags, now: &mut Tags) {
    let is_unreadable = |digest: &Digest| survey.is_unreadable(&Reference::Digest(digest.clone()));
    let pointing = now.iter().filter(|(_, digest)| is_unreadable(digest)).map(|(tag, _)| tag);
    let themselves = survey.unreadable().keys().filter_map(|place| match place {
        Reference::Tag(tag) => Some(tag),
        Reference::Digest(_) => None,
    });
    let tags: Vec<TagName> = pointing.chain(themselves).cloned().collect();
    for tag in tags {
        match then.get(&tag) {
            Some(digest) => now.insert(tag, digest.clone()),
            None => now.remove(&tag),
        };
    }
}

/// Those manifests without a tag that the registry does not have any more; it lists only tags, so each
/// has to be asked for.
async fn vanished(
    survey: &mut Survey<'_>,
    before: &RepositorySnapshot,
    now: &Tags,
) -> Result<Vec<Digest>, RegistryError> {
    let tagged: HashSet<_> = now.values().collect();
    let untagged = before.manifests.iter().filter(|digest| !tagged.contains(digest)).cloned().collect();
    let are_there = survey.are_there(untagged).await?;
    Ok(are_there.into_iter().filter(|(_, is_there)| !is_there).map(|(digest, _)| digest).collect())
}

fn found(
    before: &RepositorySnapshot,
    then: &Tags,
    now: &Tags,
    changes: &RepositoryChanges,
    unreadable: Vec<SyncFailure>,
) -> Found {
    let added_tags = changes.tags.iter().filter(|(tag, _)| !then.contains_key(tag)).count() as u64;
    let is_known_left = before.manifests.len() > changes.removed_manifests.len();
    Found {
        tags: now.len() as u64,
        is_empty: now.is_empty() && !is_known_left && changes.manifests.is_empty() && unreadable.is_empty(),
        added: Difference { tags: added_tags, manifests: changes.manifests.len() as u64 },
        changed_tags: changes.tags.len() as u64 - added_tags,
        removed: Difference {
            tags: changes.removed_tags.len() as u64,
            manifests: changes.removed_manifests.len() as u64,
        },
        unreadable,
    }
}

fn failures(repository: &RepositoryName, unreadable: &BTreeMap<Reference, RegistryError>) -> Vec<SyncFailure> {
    let failure = |(place, error): (&Reference, &RegistryError)| SyncFailure {
        repository: Some(repository.clone()),
        reason: format!("{place} cannot be read: {error}"),
    };
    unreadable.iter().map(failure).collect()
}
