use std::collections::BTreeMap;

use domain::catalog::{Child, Content, Descriptor, Digest, Manifest, MediaType, Platform};
use domain::text::storable;
use ports::RegistryError;
use serde::Deserialize;
use serde_json::{Number, Value};

/// The types of content that says how to run an image; with any other the manifest is an artifact.
const IMAGE_CONFIGS: [&str; 2] =
    ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"];

/// A size beyond this is a lie, which must not upset sums.
const LARGEST_SIZE: u64 = 1 << 50;

/// What manifests of any kind hold. Everything may be missing: whoever pushed it wrote it.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct WireManifest {
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Value,
    layers: Value,
    manifests: Value,
    subject: Value,
    annotations: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireDescriptor {
    #[serde(default)]
    media_type: String,
    digest: String,
    size: Option<Number>,
    #[serde(default)]
    platform: Value,
    #[serde(default)]
    annotations: Value,
}

#[derive(Deserialize)]
struct WirePlatform {
    os: String,
    architecture: String,
    variant: Option<String>,
}

/// Reads a manifest that came with this `Content-Type`.
pub(crate) fn manifest(digest: Digest, content_type: Option<&str>, raw: &[u8]) -> Result<Manifest, RegistryError> {
    let not_json = |error| RegistryError::Protocol(format!("the manifest {digest} cannot be understood: {error}"));
    let value: Value = serde_json::from_slice(raw).map_err(not_json)?;
    let wire: WireManifest = serde_json::from_value(with_storable_texts(value)).unwrap_or_default();
    let media_type = media_type(content_type, &wire);
    let content = content(&media_type, &wire);
    Ok(Manifest {
        artifact_type: artifact_type(&wire, &content),
        subject: descriptor(&wire.subject).map(|subject| subject.digest),
        annotations: annotations(&wire.annotations),
        size: raw.len() as u64,
        media_type: MediaType(media_type),
        digest,
        content,
    })
}

fn with_storable_texts(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(storable(text)),
        Value::Array(values) => values.into_iter().map(with_storable_texts).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (storable(name), with_storable_texts(value))).collect()
        }
        other => other,
    }
}

fn media_type(content_type: Option<&str>, wire: &WireManifest) -> String {
    let without_parameters = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let told = content_type.map(without_parameters).unwrap_or_default();
    let says_nothing = matches!(told.as_str(), "" | "application/json" | "text/plain" | "application/octet-stream");
    match &wire.media_type {
        Some(own) if says_nothing && !own.is_empty() => own.clone(),
        // The media type may be left out of what OCI describes, and of nothing else.
        _ if says_nothing && wire.manifests.is_array() => MediaType::OCI_INDEX.to_owned(),
        _ if says_nothing && wire.config.is_object() => MediaType::OCI_MANIFEST.to_owned(),
        _ => told,
    }
}

fn content(media_type: &str, wire: &WireManifest) -> Content {
    match media_type {
        MediaType::OCI_INDEX | MediaType::DOCKER_LIST => {
            Content::Index { children: entries(&wire.manifests).filter_map(child).collect() }
        }
        MediaType::OCI_MANIFEST | MediaType::DOCKER_MANIFEST => {
            descriptor(&wire.config).map_or(Content::Opaque, |config| Content::Image {
                config,
                layers: entries(&wire.layers).filter_map(descriptor).collect(),
                // It is in the config, which would have to be fetched.
                platform: None,
            })
        }
        _ => Content::Opaque,
    }
}

fn artifact_type(wire: &WireManifest, content: &Content) -> Option<String> {
    let by_config = || match content {
        Content::Image { config, .. } => Some(config.media_type.0.clone()),
        Content::Index { .. } | Content::Opaque => None,
    };
    let own = wire.artifact_type.clone().filter(|artifact_type| !artifact_type.is_empty());
    own.or_else(|| by_config().filter(|config| !config.is_empty() && !IMAGE_CONFIGS.contains(&config.as_str())))
}

fn entries(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn child(entry: &Value) -> Option<Child> {
    let wire = WireDescriptor::deserialize(entry).ok()?;
    let platform = platform(&wire.platform);
    let annotations = annotations(&wire.annotations);
    Some(Child { descriptor: wire.into_descriptor()?, platform, annotations })
}

fn descriptor(entry: &Value) -> Option<Descriptor> {
    WireDescriptor::deserialize(entry).ok()?.into_descriptor()
}

impl WireDescriptor {
    fn into_descriptor(self) -> Option<Descriptor> {
        let size = self.size.and_then(|size| size.as_u64()).filter(|size| *size <= LARGEST_SIZE).unwrap_or_default();
        Some(Descriptor { media_type: MediaType(self.media_type), digest: self.digest.parse().ok()?, size })
    }
}

fn platform(value: &Value) -> Option<Platform> {
    let WirePlatform { os, architecture, variant } = WirePlatform::deserialize(value).ok()?;
    Some(Platform { os, architecture, variant: variant.filter(|variant| !variant.is_empty()) })
}

fn annotations(value: &Value) -> BTreeMap<String, String> {
    let texts = value.as_object().into_iter().flatten();
    texts.filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests;
