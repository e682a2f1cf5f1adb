use serde_json::{Value, json};

use super::image::digest_of;
use super::media_type::{ARTIFACT_CONFIG, CONFIG, INDEX, LAYER, MANIFEST};

/// Something to be pushed without skopeo: a manifest with all that it names.
#[derive(Clone)]
pub(crate) struct Content {
    pub(crate) media_type: &'static str,
    pub(crate) manifest: String,
    pub(crate) blobs: Vec<String>,
    pub(crate) children: Vec<Content>,
}

impl Content {
    /// An image with one layer, which differs from every other with another content.
    pub(crate) fn image(content: &str) -> Self {
        Self::image_for(content, "amd64")
    }

    pub(crate) fn image_for(content: &str, architecture: &str) -> Self {
        let config = json!({ "architecture": architecture, "os": "linux", "config": { "Labels": { "of": content } } });
        Self::image_of(&config, &[&format!("{content} for {architecture}")])
    }

    /// An image with this configuration and these layers.
    pub(crate) fn image_of(config: &Value, layers: &[&str]) -> Self {
        let layers: Vec<_> = layers.iter().map(ToString::to_string).collect();
        Self::of_blobs(CONFIG, config.to_string(), layers, &json!({}))
    }

    /// Something that is no image but about `subject` (OCI image manifest, `subject`).
    pub(crate) fn artifact(content: &str, subject: &Self) -> Self {
        let about = json!({ "artifactType": "application/vnd.example.note", "subject": subject.descriptor() });
        Self::of_blobs(ARTIFACT_CONFIG, "{}".to_owned(), vec![content.to_owned()], &about)
    }

    /// A list of images.
    pub(crate) fn index(children: Vec<Self>) -> Self {
        let entries = children.iter().map(Self::descriptor).collect();
        Self::index_of(children, entries)
    }

    /// An image for each architecture and, as build tools make it, an attestation to each image.
    pub(crate) fn attested_index(content: &str, architectures: &[&str]) -> Self {
        let (mut children, mut entries) = (Vec::new(), Vec::new());
        for architecture in architectures {
            let image = Self::image_for(content, architecture);
            let attestation = Self::image_of(&json!({ "architecture": "unknown", "os": "unknown" }), &[content]);
            let platform = |os: &str, architecture: &str| json!({ "os": os, "architecture": architecture });
            entries.push(with(image.descriptor(), json!({ "platform": platform("linux", architecture) })));
            let about = json!({
                "vnd.docker.reference.type": "attestation-manifest",
                "vnd.docker.reference.digest": image.digest(),
            });
            let attests = json!({ "platform": platform("unknown", "unknown"), "annotations": about });
            entries.push(with(attestation.descriptor(), attests));
            children.extend([image, attestation]);
        }
        Self::index_of(children, entries)
    }

    /// A list of manifests that says more of them than what they are.
    fn index_of(children: Vec<Self>, entries: Vec<Value>) -> Self {
        let manifest = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": entries }).to_string();
        Self { media_type: INDEX, manifest, blobs: Vec::new(), children }
    }

    fn of_blobs(config_type: &str, config: String, layers: Vec<String>, more: &Value) -> Self {
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": descriptor(config_type, &config),
            "layers": layers.iter().map(|layer| descriptor(LAYER, layer)).collect::<Vec<_>>(),
        });
        let manifest = with(manifest, more.clone()).to_string();
        Self { media_type: MANIFEST, manifest, blobs: [vec![config], layers].concat(), children: Vec::new() }
    }

    pub(crate) fn digest(&self) -> String {
        digest_of(self.manifest.as_bytes())
    }

    pub(crate) fn descriptor(&self) -> Value {
        descriptor(self.media_type, &self.manifest)
    }

    /// The bytes of all different pieces.
    pub(crate) fn size(&self) -> usize {
        size_of(&[self])
    }

    /// All that it consists of.
    fn pieces(&self) -> Vec<&str> {
        let own = self.blobs.iter().chain([&self.manifest]).map(String::as_str);
        own.chain(self.children.iter().flat_map(Self::pieces)).collect()
    }
}

/// The bytes that these take together, each different piece counted once.
pub(crate) fn size_of(contents: &[&Content]) -> usize {
    let mut pieces: Vec<_> = contents.iter().flat_map(|content| content.pieces()).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces.iter().map(|piece| piece.len()).sum()
}

pub(crate) fn descriptor(media_type: &str, content: &str) -> Value {
    json!({ "mediaType": media_type, "digest": digest_of(content.as_bytes()), "size": content.len() })
}

fn with(mut object: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("no object: {more}") };
    object.as_object_mut().unwrap().extend(more);
    object
}
