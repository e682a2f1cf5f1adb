use std::collections::{BTreeMap, BTreeSet};

use super::{Digest, ManifestEntry, TagName};

/// What somebody wants to delete from a repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// These tags; other tags of the same manifests stay.
    pub tags: BTreeSet<TagName>,
    /// These manifests, with all tags that point to them.
    pub digests: BTreeSet<Digest>,
    /// All there is.
    pub everything: bool,
}

/// What a deletion does, before it is done.
///
/// A manifest goes when it is selected, or when its last tag is. With it go what nothing else needs
/// any more: the images of an index that no other index lists and no tag names, and the referrers
/// of what goes (signatures and the like). An image of an index that stays is never taken away
/// because its last own tag goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct DeletionPlan {
    /// Tags that go while their manifest stays.
    pub untagged: BTreeSet<TagName>,
    /// Tags that go with their manifest.
    pub tags: BTreeSet<TagName>,
    /// Those of `tags` that were not selected by name.
    pub siblings: BTreeSet<TagName>,
    /// The manifests that go, whoever needs another one before it.
    pub manifests: Vec<Digest>,
    /// Those of `manifests` that go because nothing lists them any more.
    pub children: BTreeSet<Digest>,
    /// Those of `manifests` that go because what they are about goes.
    pub referrers: BTreeSet<Digest>,
    /// The blobs and manifests that nothing in the repository needs any more, and their sizes.
    pub unneeded: BTreeMap<Digest, u64>,
    /// What was selected and is not there.
    pub missing: BTreeSet<String>,
}

impl DeletionPlan {
    /// What becomes of a repository with these manifests.
    pub fn of(manifests: &[ManifestEntry], selection: &Selection) -> Self {
        Repository::new(manifests).plan(selection)
    }

    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.untagged.is_empty() && self.manifests.is_empty()
    }
}

struct Repository<'a> {
    entries: BTreeMap<&'a Digest, &'a ManifestEntry>,
    digest_of_tag: BTreeMap<&'a TagName, &'a Digest>,
}

impl<'a> Repository<'a> {
    fn new(manifests: &'a [ManifestEntry]) -> Self {
        let tags = manifests.iter().flat_map(|entry| entry.tags.iter().map(|tag| (tag, &entry.manifest.digest)));
        Self {
            digest_of_tag: tags.collect(),
            entries: manifests.iter().map(|entry| (&entry.manifest.digest, entry)).collect(),
        }
    }

    fn plan(&self, selection: &Selection) -> DeletionPlan {
        let mut plan = DeletionPlan { missing: self.missing(selection), ..DeletionPlan::default() };
        let mut doomed = self.selected(selection);
        loop {
            let children = self.orphaned_children(&doomed);
            let referrers = self.orphaned_referrers(&doomed);
            let before = doomed.len();
            doomed.extend(children.iter().copied());
            doomed.extend(referrers.iter().copied());
            plan.children.extend(children.into_iter().cloned());
            plan.referrers.extend(referrers.into_iter().cloned());
            if doomed.len() == before {
                break;
            }
        }
        plan.tags = doomed.iter().flat_map(|digest| self.tags(digest)).cloned().collect();
        plan.siblings = plan.tags.difference(&selection.tags).cloned().collect();
        let named = selection.tags.iter().filter(|tag| self.digest_of_tag.contains_key(tag));
        plan.untagged = named.filter(|tag| !plan.tags.contains(*tag)).cloned().collect();
        plan.manifests = self.in_order(&doomed);
        plan.unneeded = self.unneeded(&doomed);
        plan
    }

    fn tags(&self, digest: &Digest) -> &'a [TagName] {
        self.entries.get(digest).map_or(&[], |entry| &entry.tags)
    }

    fn missing(&self, selection: &Selection) -> BTreeSet<String> {
        let tags = selection.tags.iter().filter(|tag| !self.digest_of_tag.contains_key(tag));
        let digests = selection.digests.iter().filter(|digest| !self.entries.contains_key(digest));
        tags.map(ToString::to_string).chain(digests.map(ToString::to_string)).collect()
    }

    /// The manifests that are selected, by themselves or by the last of their tags.
    fn selected(&self, selection: &Selection) -> BTreeSet<&'a Digest> {
        let is_selected = |entry: &ManifestEntry| {
            let loses_all_tags = !entry.tags.is_empty() && entry.tags.iter().all(|tag| selection.tags.contains(tag));
            selection.everything
                || selection.digests.contains(&entry.manifest.digest)
                || loses_all_tags && self.parents(&entry.manifest.digest).next().is_none()
        };
        self.entries.values().filter(|entry| is_selected(entry)).map(|entry| &entry.manifest.digest).collect()
    }

    fn parents(&self, digest: &Digest) -> impl Iterator<Item = &'a Digest> {
        let lists = move |entry: &&&ManifestEntry| {
            entry.manifest.children().iter().any(|child| child.descriptor.digest == *digest)
        };
        self.entries.values().filter(lists).map(|entry| &entry.manifest.digest)
    }

    fn orphaned_children(&self, doomed: &BTreeSet<&'a Digest>) -> BTreeSet<&'a Digest> {
        let listed = doomed.iter().filter_map(|digest| self.entries.get(*digest));
        let children = listed.flat_map(|entry| entry.manifest.children()).map(|child| &child.descriptor.digest);
        let is_orphan = |digest: &&Digest| {
            self.entries.contains_key(digest)
                && !doomed.contains(digest)
                && self.tags(digest).is_empty()
                && self.parents(digest).all(|parent| doomed.contains(parent))
        };
        children.filter(is_orphan).collect()
    }

    /// What is about something that goes: by its `subject`, or by tags that say so, as the list that
    /// stands in for the referrers API has one (OCI distribution spec, "Referrers Tag Schema") and
    /// cosign's signatures do. What a list that stays names, stays too.
    fn orphaned_referrers(&self, doomed: &BTreeSet<&'a Digest>) -> BTreeSet<&'a Digest> {
        let is_of_doomed = |tag: &TagName| doomed.iter().any(|digest| stands_for(tag, digest));
        let is_orphan = |entry: &&&ManifestEntry| {
            let by_subject = entry.manifest.subject.as_ref().is_some_and(|subject| doomed.contains(subject));
            let by_tags = !entry.tags.is_empty();
            (by_subject || by_tags)
                && entry.tags.iter().all(is_of_doomed)
                && !doomed.contains(&entry.manifest.digest)
                && self.parents(&entry.manifest.digest).all(|parent| doomed.contains(parent))
        };
        self.entries.values().filter(is_orphan).map(|entry| &entry.manifest.digest).collect()
    }

    /// Indexes before what they list, so that no index is ever left broken.
    fn in_order(&self, doomed: &BTreeSet<&'a Digest>) -> Vec<Digest> {
        let mut order: Vec<&Digest> = doomed.iter().copied().collect();
        order.sort_by_key(|digest| self.depth(digest, doomed, 0));
        order.into_iter().cloned().collect()
    }

    fn depth(&self, digest: &Digest, doomed: &BTreeSet<&'a Digest>, below: usize) -> usize {
        // A manifest cannot list itself, even indirectly; the bound is for a store that claims so.
        if below > doomed.len() {
            return below;
        }
        let parents = self.parents(digest).filter(|parent| doomed.contains(*parent));
        parents.map(|parent| 1 + self.depth(parent, doomed, below + 1)).max().unwrap_or(0)
    }

    fn unneeded(&self, doomed: &BTreeSet<&'a Digest>) -> BTreeMap<Digest, u64> {
        let content = |entry: &ManifestEntry| -> Vec<(Digest, u64)> {
            let blobs = entry.manifest.blobs().map(|blob| (blob.digest.clone(), blob.size));
            blobs.chain([(entry.manifest.digest.clone(), entry.manifest.size)]).collect()
        };
        let (going, staying): (Vec<_>, Vec<_>) = self.entries.iter().partition(|(digest, _)| doomed.contains(*digest));
        let needed: BTreeSet<_> = staying.into_iter().flat_map(|(_, entry)| content(entry)).collect();
        going.into_iter().flat_map(|(_, entry)| content(entry)).filter(|content| !needed.contains(content)).collect()
    }
}

/// `sha256-<hex>`, or that with an ending such as `.sig`.
fn stands_for(tag: &TagName, digest: &Digest) -> bool {
    let rest = tag.as_str().strip_prefix(digest.algorithm()).and_then(|rest| rest.strip_prefix('-'));
    let rest = rest.and_then(|rest| rest.strip_prefix(digest.encoded()));
    rest.is_some_and(|ending| ending.is_empty() || ending.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::*;
    use crate::catalog::{Child, Content, Descriptor, Manifest, MediaType};

    fn digest(n: u8) -> Digest {
        format!("sha256:{}", format!("{n:02x}").repeat(32)).parse().unwrap()
    }

    fn descriptor(n: u8, size: u64) -> Descriptor {
        Descriptor { media_type: MediaType("test".into()), digest: digest(n), size }
    }

    fn entry(n: u8, tags: &[&str], content: Content) -> ManifestEntry {
        ManifestEntry {
            repository: "team/app".parse().unwrap(),
            manifest: Manifest {
                digest: digest(n),
                media_type: MediaType("test".into()),
                size: 1,
                content,
                artifact_type: None,
                subject: None,
                annotations: BTreeMap::new(),
            },
            tags: tags.iter().map(|tag| tag.parse().unwrap()).collect(),
            pushed_at: OffsetDateTime::UNIX_EPOCH,
            pulls: 0,
            pulled_at: None,
        }
    }

    fn image(n: u8, tags: &[&str], layers: &[u8]) -> ManifestEntry {
        let layers = layers.iter().map(|layer| descriptor(*layer, 100)).collect();
        entry(n, tags, Content::Image { config: descriptor(n + 100, 10), layers, platform: None })
    }

    fn index(n: u8, tags: &[&str], children: &[u8]) -> ManifestEntry {
        let child = |n: &u8| Child { descriptor: descriptor(*n, 1), platform: None, annotations: BTreeMap::new() };
        entry(n, tags, Content::Index { children: children.iter().map(child).collect() })
    }

    fn signature(n: u8, subject: u8) -> ManifestEntry {
        let mut entry = image(n, &[], &[]);
        entry.manifest.subject = Some(digest(subject));
        entry
    }

    fn select(tags: &[&str], digests: &[u8]) -> Selection {
        Selection {
            tags: tags.iter().map(|tag| tag.parse().unwrap()).collect(),
            digests: digests.iter().map(|n| digest(*n)).collect(),
            everything: false,
        }
    }

    fn names(tags: &BTreeSet<TagName>) -> Vec<&str> {
        tags.iter().map(TagName::as_str).collect()
    }

    #[test]
    fn one_of_several_tags_goes_alone() {
        let plan = DeletionPlan::of(&[image(1, &["a", "b"], &[50])], &select(&["a"], &[]));
        assert_eq!(names(&plan.untagged), ["a"]);
        assert!(plan.manifests.is_empty() && plan.unneeded.is_empty() && plan.tags.is_empty());
    }

    #[test]
    fn the_last_tag_takes_its_image_along() {
        let manifests = [image(1, &["a"], &[50, 51]), image(2, &["b"], &[51])];
        let plan = DeletionPlan::of(&manifests, &select(&["a"], &[]));
        assert_eq!(plan.manifests, [digest(1)]);
        assert_eq!(plan.unneeded, BTreeMap::from([(digest(1), 1), (digest(101), 10), (digest(50), 100)]));
    }

    #[test]
    fn a_digest_takes_all_its_tags_along_and_says_so() {
        let plan = DeletionPlan::of(&[image(1, &["a", "b"], &[])], &select(&["a"], &[1]));
        assert_eq!(names(&plan.tags), ["a", "b"]);
        assert_eq!(names(&plan.siblings), ["b"]);
    }

    #[test]
    fn an_index_takes_along_only_what_nothing_else_needs() {
        let manifests = [
            index(1, &["multi"], &[10, 11, 12]),
            index(2, &["other"], &[11]),
            image(10, &[], &[]),
            image(11, &[], &[]),
            image(12, &["own"], &[]),
            signature(20, 10),
            signature(21, 1),
        ];
        let plan = DeletionPlan::of(&manifests, &select(&["multi"], &[]));
        assert_eq!(plan.children, BTreeSet::from([digest(10)]));
        assert_eq!(plan.referrers, BTreeSet::from([digest(20), digest(21)]));
        assert_eq!(plan.manifests.len(), 4);
        assert!(
            plan.manifests.iter().position(|d| *d == digest(1)) < plan.manifests.iter().position(|d| *d == digest(10))
        );
    }

    #[test]
    fn an_image_of_an_index_that_stays_keeps_its_manifest() {
        let manifests = [index(1, &["multi"], &[10]), image(10, &["amd64"], &[])];
        let plan = DeletionPlan::of(&manifests, &select(&["amd64"], &[]));
        assert_eq!(names(&plan.untagged), ["amd64"]);
        assert!(plan.manifests.is_empty());
    }

    #[test]
    fn the_list_that_stands_in_for_the_referrers_goes_with_its_image() {
        let stand_in = format!("sha256-{}", digest(1).encoded());
        let cosign = format!("{stand_in}.sig");
        let manifests = [
            image(1, &["a"], &[]),
            index(2, &[&stand_in], &[20]),
            image(3, &[&cosign], &[]),
            signature(20, 1),
            image(4, &["sha256-00"], &[]),
        ];
        let plan = DeletionPlan::of(&manifests, &select(&["a"], &[]));
        assert_eq!(BTreeSet::from_iter(plan.manifests), BTreeSet::from([digest(1), digest(2), digest(3), digest(20)]));
    }

    #[test]
    fn a_signature_that_a_list_names_stays_with_the_list() {
        let manifests = [image(1, &["a"], &[]), index(2, &["keep"], &[20]), signature(20, 1)];
        let plan = DeletionPlan::of(&manifests, &select(&["a"], &[]));
        assert_eq!(plan.manifests, [digest(1)]);
    }

    #[test]
    fn what_is_not_there_is_told() {
        let plan = DeletionPlan::of(&[], &select(&["a"], &[1]));
        assert!(plan.is_empty());
        assert_eq!(plan.missing, BTreeSet::from(["a".to_owned(), digest(1).to_string()]));
    }

    #[test]
    fn everything_is_everything() {
        let manifests = [index(1, &["multi"], &[10]), image(10, &[], &[]), image(2, &["a"], &[])];
        let plan = DeletionPlan::of(&manifests, &Selection { everything: true, ..Selection::default() });
        assert_eq!(plan.manifests.len(), 3);
        assert_eq!(names(&plan.siblings), ["a", "multi"]);
    }
}
