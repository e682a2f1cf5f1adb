use std::collections::{BTreeSet, HashSet};

use domain::catalog::{Digest, Reference, TagName};
use ports::{RegistryError, RepositoryChanges};

use super::survey::{Manifests, Survey};

/// Places of one repository that were noted.
#[derive(Default)]
pub(super) struct Noted {
    tags: BTreeSet<TagName>,
    digests: BTreeSet<Digest>,
}

impl FromIterator<Reference> for Noted {
    fn from_iter<I: IntoIterator<Item = Reference>>(places: I) -> Self {
        let mut noted = Self::default();
        for place in places {
            match place {
                Reference::Tag(tag) => _ = noted.tags.insert(tag),
                Reference::Digest(digest) => _ = noted.digests.insert(digest),
            }
        }
        noted
    }
}

impl Noted {
    /// What makes the catalogue, which has the `known` manifests, agree with the registry there. Of what
    /// the survey cannot read, nothing is changed.
    pub(super) async fn find(
        self,
        survey: &mut Survey<'_>,
        known: &HashSet<Digest>,
    ) -> Result<RepositoryChanges, RegistryError> {
        let tags = self.tags.iter().cloned().collect();
        // A push tells of a tag and of the manifest it points to.
        let (pointing, read) = match self.digests.iter().all(|digest| known.contains(digest)) {
            true => (survey.tags(tags).await?, Manifests::new()),
            false => survey.new_tags(tags).await?,
        };
        let mut wanted: Vec<Digest> = pointing.values().cloned().collect();
        // What a tag points to is there.
        let untagged = self.digests.into_iter().filter(|digest| !wanted.contains(digest)).collect();
        let are_there = survey.are_there(untagged).await?;
        wanted.extend(are_there.iter().filter(|(_, is_there)| **is_there).map(|(digest, _)| digest.clone()));
        let new = survey.discover(wanted, read).await?;
        let has = |digest: &Digest| known.contains(digest) || new.contains_key(digest);
        // What was there a moment ago and could not be found any more is gone.
        let is_gone = |digest: &Digest| !has(digest) && !survey.is_unreadable(&Reference::Digest(digest.clone()));
        let is_lost = |tag: &TagName| match pointing.get(tag) {
            Some(digest) => is_gone(digest),
            None => !survey.is_unreadable(&Reference::Tag(tag.clone())),
        };
        let is_absent = |digest: &Digest, is_there| if is_there { is_gone(digest) } else { !new.contains_key(digest) };
        Ok(RepositoryChanges {
            removed_tags: self.tags.into_iter().filter(is_lost).collect(),
            removed_manifests: are_there
                .iter()
                .filter(|(digest, is_there)| is_absent(digest, **is_there))
                .map(|(digest, _)| digest.clone())
                .collect(),
            tags: pointing.clone().into_iter().filter(|(_, digest)| has(digest)).collect(),
            manifests: new.into_values().collect(),
        })
    }
}
