//! Whether the catalogue agrees with the registry: everything is asked from both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::catalog::text;
use super::image::digest_of;
use super::wait::until_ok;
use super::{Answer, Api, Content, Remote, Stage};

/// What there is, each thing by a name that tells what it is.
type Facts = BTreeMap<String, String>;

/// Waits until the catalogue agrees with the registry; what was pushed last is taken for the sign
/// that the registry has told everything before it.
pub(crate) fn settle(stage: &Stage) {
    stage.registry.remote("the/end").push(&Content::image("the end"), "of-all");
    agree(stage);
}

/// Waits until the catalogue agrees with the registry.
pub(crate) fn agree(stage: &Stage) {
    let admin = stage.server.admin();
    until_ok("the catalogue agrees with the registry", || match differences(stage, &admin) {
        none if none.is_empty() => Ok(()),
        some => Err(some),
    });
}

/// What the registry and the catalogue do not both say. What the registry keeps damaged, as one that was
/// killed may, says nothing.
pub(crate) fn differences(stage: &Stage, admin: &Api) -> String {
    let (registry, damaged) = in_registry(stage);
    let catalogue = in_catalogue(admin, &damaged);
    let only_in = |name: &str, these: &Facts, others: &Facts| -> String {
        let alone = these.iter().filter(|(key, value)| others.get(*key) != Some(value));
        alone.map(|(key, value)| format!("\nin the {name} only: {key}: {value}")).collect()
    };
    only_in("registry", &registry, &catalogue) + &only_in("catalogue", &catalogue, &registry)
}

/// A tag, by its repository and its name.
type Tag = (String, String);

/// What the registry says, and the tags that it fails at.
fn in_registry(stage: &Stage) -> (Facts, BTreeSet<Tag>) {
    let (mut facts, mut damaged) = (Facts::new(), BTreeSet::new());
    for name in stage.registry.repositories() {
        let remote = stage.registry.remote(&name);
        let mut tags = Vec::new();
        for tag in remote.tags() {
            match remote.head(&tag) {
                found if found.status == 200 => tags.push((found.header("docker-content-digest").to_owned(), tag)),
                failed if failed.status == 500 => _ = damaged.insert((name.clone(), tag)),
                _ => {}
            }
        }
        note_repository(&mut facts, &name, tags.len());
        let mut known = Manifests::new(remote);
        for (digest, tag) in tags {
            facts.insert(format!("tag {name}:{tag}"), tag_fact(&digest, known.pull_size(&digest)));
            facts.insert(format!("manifest {name}@{digest}"), known.fact(&digest));
        }
    }
    (facts, damaged)
}

fn in_catalogue(admin: &Api, damaged: &BTreeSet<Tag>) -> Facts {
    let mut facts = Facts::new();
    let is_damaged = |tag: &Value| damaged.contains(&(text(&tag["repository"]), text(&tag["name"])));
    let (kept, tags): (Vec<_>, Vec<_>) = admin.all("tags").into_iter().partition(is_damaged);
    for repository in admin.all("repositories") {
        let kept = kept.iter().filter(|tag| tag["repository"] == repository["name"]).count();
        note_repository(&mut facts, &text(&repository["name"]), repository["tags"].as_u64().unwrap() as usize - kept);
    }
    for tag in tags {
        let (repository, name, digest) = (text(&tag["repository"]), text(&tag["name"]), text(&tag["digest"]));
        facts.insert(format!("tag {repository}:{name}"), tag_fact(&digest, tag["size_bytes"].as_u64().unwrap()));
        facts
            .entry(format!("manifest {repository}@{digest}"))
            .or_insert_with(|| catalogued(&admin.manifest(&repository, &digest)));
    }
    facts
}

fn note_repository(facts: &mut Facts, name: &str, tags: usize) {
    if tags != 0 {
        facts.insert(format!("repository {name}"), format!("{tags} tags"));
    }
}

fn tag_fact(digest: &str, size: u64) -> String {
    format!("{digest}, {size} bytes")
}

/// What the REST API says of a manifest, as [`Manifests::fact`] says it.
fn catalogued(answer: &Answer) -> String {
    if answer.status == 404 {
        return "gone since it was listed".to_owned();
    }
    let manifest = answer.json();
    let listed = |member: &str| manifest[member].as_array().cloned().unwrap_or_default();
    let entries = [listed("images"), listed("attachments")].concat();
    let children = entries.iter().map(|entry| &entry["manifest"]["digest"]);
    let layers = listed("layers");
    let parts = [&manifest["config_descriptor"]["digest"]];
    let parts = parts.into_iter().chain(layers.iter().map(|layer| &layer["digest"])).chain(children);
    fact(&manifest["media_type"], &manifest["manifest_bytes"], &manifest["subject"], parts)
}

fn fact<'a>(media_type: &Value, size: &Value, subject: &Value, parts: impl Iterator<Item = &'a Value>) -> String {
    let parts: BTreeSet<_> = parts.filter_map(Value::as_str).collect();
    format!("{media_type}, {size} bytes, about {subject}, of {parts:?}")
}

/// The manifests of one repository, each fetched once.
struct Manifests {
    remote: Remote,
    fetched: BTreeMap<String, (Value, u64)>,
}

impl Manifests {
    fn new(remote: Remote) -> Self {
        Self { remote, fetched: BTreeMap::new() }
    }

    fn get(&mut self, digest: &str) -> (Value, u64) {
        let fetch = || {
            let answer = self.remote.get(digest);
            // It may be gone by now, and then the next comparison does not look for it.
            let is_there = answer.status == 200 && digest_of(answer.text.as_bytes()) == digest;
            if is_there { (answer.json(), answer.text.len() as u64) } else { (Value::Null, 0) }
        };
        self.fetched.entry(digest.to_owned()).or_insert_with(fetch).clone()
    }

    fn fact(&mut self, digest: &str) -> String {
        let (manifest, size) = self.get(digest);
        let parts = blobs(&manifest).chain(children(&manifest)).map(|part| &part["digest"]);
        fact(&manifest["mediaType"], &json!(size), &manifest["subject"]["digest"], parts)
    }

    /// The bytes that a pull moves, each piece once.
    fn pull_size(&mut self, digest: &str) -> u64 {
        let mut pieces = BTreeMap::new();
        self.collect(digest, &mut pieces);
        pieces.values().sum()
    }

    fn collect(&mut self, digest: &str, pieces: &mut BTreeMap<String, u64>) {
        let (manifest, size) = self.get(digest);
        pieces.insert(digest.to_owned(), size);
        pieces.extend(blobs(&manifest).map(|blob| (text(&blob["digest"]), blob["size"].as_u64().unwrap())));
        children(&manifest).for_each(|child| self.collect(&text(&child["digest"]), pieces));
    }
}

fn blobs(manifest: &Value) -> impl Iterator<Item = &Value> {
    manifest.get("config").into_iter().chain(manifest["layers"].as_array().into_iter().flatten())
}

fn children(manifest: &Value) -> impl Iterator<Item = &Value> {
    manifest["manifests"].as_array().into_iter().flatten()
}
