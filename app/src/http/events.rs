//! What the registry notifies us of (distribution, "Work with notifications").

use std::sync::Arc;

use domain::RepositoryName;
use domain::catalog::{EventId, MediaType};
use poem::web::Data;
use poem::{Request, RequestBody};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::caller::SignedIn;
use super::reply::Done;
use crate::error::AppError;
use crate::metrics::EventOutcome;
use crate::services::Services;
use crate::services::catalog::{Event, EventAction};

pub(super) struct EventsApi;

#[OpenApi(prefix_path = "/api/v1/registry", tag = "Tag::Catalogue")]
impl EventsApi {
    /// Take notifications from the registry. For any account.
    ///
    /// Whatever cannot be understood is left out, never refused: the registry would repeat it for
    /// ever, and keep everything that comes after it.
    #[oai(path = "/events", method = "post", operation_id = "receiveEvents")]
    async fn receive(
        &self,
        _caller: SignedIn,
        Data(services): Data<&Arc<Services>>,
        envelope: Envelope,
    ) -> Result<Done, AppError> {
        services.events.receive(envelope.events).await?;
        for _ in 0..envelope.ignored {
            services.metrics.event("other", EventOutcome::Ignored);
        }
        Ok(Done::NoContent)
    }
}

/// A notification, as far as it is understood.
pub(crate) struct Envelope {
    pub(crate) events: Vec<Event>,
    /// How many more there are, which do not concern us.
    ignored: usize,
}

/// What the registry sends.
#[derive(Debug, Object)]
#[oai(rename = "EventEnvelope")]
struct EnvelopeBody {
    /// The events, each an object as the registry documents it.
    events: Vec<serde_json::Value>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct WireEvent {
    id: String,
    action: String,
    target: WireTarget,
    request: WireRequest,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct WireTarget {
    media_type: String,
    digest: String,
    repository: String,
    tag: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct WireRequest {
    method: String,
    useragent: String,
}

impl Envelope {
    pub(crate) fn parse(body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Wire {
            events: Vec<serde_json::Value>,
        }
        let wire: Wire = match serde_json::from_slice(body) {
            Ok(wire) => wire,
            Err(error) => {
                tracing::warn!(%error, "a notification cannot be read");
                return Self { events: Vec::new(), ignored: 0 };
            }
        };
        let told = wire.events.len();
        let events: Vec<_> = wire.events.into_iter().filter_map(understand).collect();
        let ignored = told - events.len();
        Self { events, ignored }
    }
}

/// What an event says, if it says anything that concerns us.
fn understand(event: serde_json::Value) -> Option<Event> {
    let event: WireEvent =
        serde_json::from_value(event).map_err(|error| tracing::warn!(%error, "an event cannot be read")).ok()?;
    let action = match event.action.as_str() {
        "push" => EventAction::Push,
        "delete" => EventAction::Delete,
        // A client asks for the head of what it has already, and for what it really pulls by GET.
        "pull" if event.request.method == "GET" => EventAction::Pull,
        "pull" | "mount" => return None,
        other => {
            tracing::debug!(action = other, "an event of a kind that does not concern us");
            return None;
        }
    };
    // Layers and configurations come with the manifest that names them.
    if event.target.media_type == BLOB || (action == EventAction::Pull && !is_manifest(&event.target.media_type)) {
        return None;
    }
    let repository: RepositoryName =
        event.target.repository.parse().map_err(|error| tracing::warn!(%error, "an event names no repository")).ok()?;
    let digest = event.target.digest.parse().ok();
    let tag = event.target.tag.parse().ok();
    Some(Event { id: EventId::new(&event.id), action, repository, digest, tag, user_agent: event.request.useragent })
}

const BLOB: &str = "application/octet-stream";

fn is_manifest(media_type: &str) -> bool {
    const SCHEMA_1: [&str; 2] = [
        "application/vnd.docker.distribution.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
    ];
    [MediaType::OCI_MANIFEST, MediaType::OCI_INDEX, MediaType::DOCKER_MANIFEST, MediaType::DOCKER_LIST]
        .into_iter()
        .chain(SCHEMA_1)
        .any(|known| known == media_type)
}

impl<'a> ApiExtractor<'a> for Envelope {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <EnvelopeBody as Type>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = MetaMediaType {
            content_type: "application/vnd.docker.distribution.events.v1+json",
            schema: <Json<EnvelopeBody> as Payload>::schema_ref(),
        };
        Some(MetaRequest { description: None, content: vec![content], required: true })
    }

    async fn from_request(_: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> poem::Result<Self> {
        Ok(Self::parse(&body.take()?.into_bytes().await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(action: &str, method: &str, media_type: &str) -> Option<Event> {
        let digest = format!("sha256:{}", "ab".repeat(32));
        understand(serde_json::json!({
            "id": "1", "action": action, "request": { "method": method },
            "target": { "mediaType": media_type, "repository": "team/app", "digest": digest, "tag": "v1" },
        }))
    }

    #[test]
    fn only_real_pulls_of_manifests_count() {
        let manifest = MediaType::OCI_MANIFEST;
        assert_eq!(event("pull", "GET", manifest).unwrap().action, EventAction::Pull);
        assert_eq!(event("pull", "HEAD", manifest), None);
        assert_eq!(event("pull", "GET", BLOB), None);
        assert_eq!(event("mount", "POST", manifest), None);
        assert_eq!(event("dance", "GET", manifest), None);
    }

    #[test]
    fn whatever_comes_is_taken() {
        for body in [&b""[..], b"{", b"[]", b"{\"events\":7}", b"\xff\xfe"] {
            assert!(Envelope::parse(body).events.is_empty());
        }
        let one_good = br#"{"events":[7,{},{"action":"push","target":{"repository":"UPPER"}},
            {"id":"x","action":"delete","target":{"repository":"team/app","tag":"v1","mediaType":"","digest":""}}]}"#;
        let events = Envelope::parse(one_good).events;
        assert_eq!(events.len(), 1);
        assert_eq!((events[0].digest.as_ref(), events[0].tag.as_ref().unwrap().as_str()), (None, "v1"));
    }
}
