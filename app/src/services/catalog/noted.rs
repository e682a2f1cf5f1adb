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
        // What a tag points to is there.
        let tagged: HashSet<_> = pointing.values().collect();
        let untagged = self.digests.into_iter().filter(|digest| !tagged.contains(digest));
        let (known_ones, others): (Vec<_>, Vec<_>) = untagged.partition(|digest| known.contains(digest));
        let are_there = survey.are_there(known_ones).await?;
        let new = survey.discover(tagged.into_iter().chain(&others).cloned().collect(), read).await?;
        let is_missing =
            |digest: &Digest| !new.contains_key(digest) && !survey.is_unreadable(&Reference::Digest(digest.clone()));
        let is_known = |digest: &Digest| known.contains(digest) || new.contains_key(digest);
        let is_lost = |tag: &TagName| match pointing.get(tag) {
            // It was gone by the time it was asked for.
            Some(digest) => !known.contains(digest) && is_missing(digest),
            None => !survey.is_unreadable(&Reference::Tag(tag.clone())),
        };
        let gone = are_there.into_iter().filter(|(_, is_there)| !is_there).map(|(digest, _)| digest);
        Ok(RepositoryChanges {
            removed_tags: self.tags.into_iter().filter(is_lost).collect(),
            removed_manifests: gone.chain(others).filter(is_missing).collect(),
            tags: pointing.clone().into_iter().filter(|(_, digest)| is_known(digest)).collect(),
            manifests: new.values().cloned().collect(),
        })
    }
}
